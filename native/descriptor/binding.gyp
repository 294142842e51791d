{
  "targets": [
    {
      "target_name": "descriptor",
      "sources": ["descriptor.c"],
      "defines": ["NAPI_VERSION=8"],
      "xcode_settings": { "MACOSX_DEPLOYMENT_TARGET": "13.0", "WARNING_CFLAGS": ["-Wall", "-Wextra"] },
      "cflags": ["-Wall", "-Wextra"]
    }
  ]
}
