@echo off
rem ASCII only: what people read is in files\*.txt, UTF-16, which TYPE shows in any code page.
setlocal EnableExtensions DisableDelayedExpansion
if not defined LOCALAPPDATA goto failed
set "ENV=%LOCALAPPDATA%\jsjb\env"
set "OTHER=%LOCALAPPDATA%\jsjb\env2"
pushd "%~dp0"
if errorlevel 1 goto failed

call :stop "%ENV%"
call :stop "%OTHER%"
if exist "%APPDATA%\Microsoft\Excel\XLSTART\jsjb.xlam" del /q "%APPDATA%\Microsoft\Excel\XLSTART\jsjb.xlam"
if exist "%APPDATA%\Microsoft\Excel\XLSTART\jsjb.xlam" goto busy
if exist "%ENV%" rmdir /s /q "%ENV%"
if exist "%ENV%" goto busy
if exist "%OTHER%" rmdir /s /q "%OTHER%"
if exist "%OTHER%" goto busy
if exist "%LOCALAPPDATA%\jsjb" rmdir "%LOCALAPPDATA%\jsjb"
type "files\removed.txt"
popd
pause
exit /b 0

:stop
if exist "%~1\python.exe" "%~1\python.exe" -I -m macros_py addin remove >nul 2>nul
if exist "%~1\Scripts\python.exe" "%~1\Scripts\python.exe" -I -m macros_py addin remove >nul 2>nul
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
