@echo off
rem ASCII only: what people read is in files\*.txt, UTF-16, which TYPE shows in any code page.
setlocal EnableExtensions DisableDelayedExpansion
if not defined LOCALAPPDATA goto failed
rem What works stays until the new one is made beside it: env and env2 take turns.
set "OLD=%LOCALAPPDATA%\jsjb\env"
set "ENV=%LOCALAPPDATA%\jsjb\env2"
if exist "%LOCALAPPDATA%\jsjb\env2\ok" set "OLD=%LOCALAPPDATA%\jsjb\env2"
if exist "%LOCALAPPDATA%\jsjb\env2\ok" set "ENV=%LOCALAPPDATA%\jsjb\env"
set "PY="
pushd "%~dp0"
if errorlevel 1 goto failed
type "files\begin.txt"

if exist "%ENV%" rmdir /s /q "%ENV%"
if exist "%ENV%" goto busy
if not exist "%LOCALAPPDATA%\jsjb" mkdir "%LOCALAPPDATA%\jsjb"

for %%Z in (python-3.*-embed-amd64.zip) do call :unpack "%%~fZ"
@TRIES@
call :try python
if not defined PY goto nopython

%PY% -I "files\setup.py"
if not "%errorlevel%"=="0" goto undo
echo ok>"%ENV%\ok"
if exist "%OLD%\ok" del /q "%OLD%\ok"
if exist "%OLD%" rmdir /s /q "%OLD%" 2>nul
type "files\done.txt"
popd
pause
exit /b 0

:try
if defined PY exit /b 0
%* -I -c "import sys; sys.exit(0 if @LOWEST@ <= sys.version_info[:2] <= @HIGHEST@ and sys.maxsize > 2**32 and 'WindowsApps' not in sys.base_prefix else 1)" >nul 2>nul
if "%errorlevel%"=="0" set "PY=%*"
exit /b 0

:unpack
if defined PY exit /b 0
set "ZIP=%~1"
set "DIGEST=@DIGEST@"
if not defined DIGEST goto known
certutil -hashfile "%ZIP%" SHA256 2>nul | findstr /i "%DIGEST%" >nul
if errorlevel 1 goto tampered
:known
mkdir "%ENV%"
powershell -NoProfile -Command "Expand-Archive -LiteralPath $env:ZIP -DestinationPath $env:ENV -Force" 2>nul
if not exist "%ENV%\python.exe" tar -xf "%ZIP%" -C "%ENV%" 2>nul
if exist "%ENV%\python.exe" call :try "%ENV%\python.exe"
if not defined PY rmdir /s /q "%ENV%" 2>nul
exit /b 0

:undo
if exist "%ENV%" rmdir /s /q "%ENV%" 2>nul
goto failed

:tampered
type "files\tampered.txt"
exit /b 0

:nopython
type "files\nopython.txt"
popd
pause
exit /b 1

:busy
type "files\busy.txt"
popd
pause
exit /b 1

:failed
type "%~dp0files\failed.txt"
pause
exit /b 1
