@echo off
rem ASCII only. A ledger dragged onto this file is %*, where %1 would end at a comma or an equals
rem sign; the menu itself is in Python.
setlocal EnableExtensions DisableDelayedExpansion
set "HOME=%LOCALAPPDATA%\jsjb\env"
if exist "%LOCALAPPDATA%\jsjb\env2\ok" set "HOME=%LOCALAPPDATA%\jsjb\env2"
set "PY=%HOME%\python.exe"
if not exist "%PY%" set "PY=%HOME%\Scripts\python.exe"
if not exist "%PY%" goto missing
"%PY%" -I -B -m macros_py.terminal.menu %*
pause
exit /b 0

:missing
type "%~dp0files\missing.txt"
pause
exit /b 1
