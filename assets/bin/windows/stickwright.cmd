@echo off
rem The command line of an installed Stickwright.
"%~dp0..\helper\stickwright-worker.exe" cli %*
