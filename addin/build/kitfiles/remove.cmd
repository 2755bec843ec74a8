@echo off
rem ASCII only: what people read is in files\*.txt, UTF-16, which TYPE shows in any code page.
setlocal EnableExtensions DisableDelayedExpansion
if not defined LOCALAPPDATA goto failed
set "ENV=%LOCALAPPDATA%\jsjb\env"
pushd "%~dp0"
if errorlevel 1 goto failed

call :stop
if exist "%APPDATA%\Microsoft\Excel\XLSTART\jsjb.xlam" del /q "%APPDATA%\Microsoft\Excel\XLSTART\jsjb.xlam"
if exist "%APPDATA%\Microsoft\Excel\XLSTART\jsjb.xlam" goto busy
if exist "%ENV%" rmdir /s /q "%ENV%"
if exist "%ENV%" goto busy
if exist "%LOCALAPPDATA%\jsjb" rmdir "%LOCALAPPDATA%\jsjb"
type "files\removed.txt"
popd
pause
exit /b 0

:stop
if exist "%ENV%\python.exe" "%ENV%\python.exe" -I -m macros_py addin remove >nul 2>nul
if exist "%ENV%\Scripts\python.exe" "%ENV%\Scripts\python.exe" -I -m macros_py addin remove >nul 2>nul
exit /b 0

:busy
type "files\busy.txt"
popd
pause
exit /b 1

:failed
type "%~dp0files\failed.txt"
pause
exit /b 1
