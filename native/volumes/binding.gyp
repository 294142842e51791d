{
  "targets": [
    {
      "target_name": "volumes",
      "sources": ["volumes.c"],
      "defines": ["NAPI_VERSION=8"],
      "msvs_settings": { "VCCLCompilerTool": { "WarningLevel": 4 } }
    }
  ]
}
