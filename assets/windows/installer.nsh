; "Open with" for the kinds of images we read. Only the list of choices grows: what opens a file by double click stays, so
; Explorer goes on mounting .iso and opening .zip, and nothing has to be put back on removal.

!macro offerOpenWith EXTENSION
  WriteRegStr SHELL_CONTEXT "Software\Classes\.${EXTENSION}\OpenWithProgids" "${APP_ID}.image" ""
  WriteRegStr SHELL_CONTEXT "Software\Classes\Applications\${APP_EXECUTABLE_FILENAME}\SupportedTypes" ".${EXTENSION}" ""
!macroend

!macro withdrawOpenWith EXTENSION
  DeleteRegValue SHELL_CONTEXT "Software\Classes\.${EXTENSION}\OpenWithProgids" "${APP_ID}.image"
!macroend

!macro customInstall
  WriteRegStr SHELL_CONTEXT "Software\Classes\${APP_ID}.image" "" "Disk image"
  WriteRegStr SHELL_CONTEXT "Software\Classes\${APP_ID}.image\DefaultIcon" "" "$INSTDIR\${APP_EXECUTABLE_FILENAME},0"
  WriteRegStr SHELL_CONTEXT "Software\Classes\${APP_ID}.image\shell\open\command" "" '"$INSTDIR\${APP_EXECUTABLE_FILENAME}" "%1"'
  WriteRegStr SHELL_CONTEXT "Software\Classes\Applications\${APP_EXECUTABLE_FILENAME}\shell\open\command" "" '"$INSTDIR\${APP_EXECUTABLE_FILENAME}" "%1"'
  !insertmacro offerOpenWith "iso"
  !insertmacro offerOpenWith "img"
  !insertmacro offerOpenWith "xz"
  !insertmacro offerOpenWith "zst"
  !insertmacro offerOpenWith "gz"
  !insertmacro offerOpenWith "zip"
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, i 0, i 0)' ; SHCNE_ASSOCCHANGED
!macroend

!macro customUnInstall
  !insertmacro withdrawOpenWith "iso"
  !insertmacro withdrawOpenWith "img"
  !insertmacro withdrawOpenWith "xz"
  !insertmacro withdrawOpenWith "zst"
  !insertmacro withdrawOpenWith "gz"
  !insertmacro withdrawOpenWith "zip"
  DeleteRegKey SHELL_CONTEXT "Software\Classes\${APP_ID}.image"
  DeleteRegKey SHELL_CONTEXT "Software\Classes\Applications\${APP_EXECUTABLE_FILENAME}"
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, i 0, i 0)' ; SHCNE_ASSOCCHANGED
!macroend
