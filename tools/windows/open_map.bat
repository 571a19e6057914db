@echo off
chcp 936 >nul
setlocal EnableExtensions DisableDelayedExpansion
title 打开地图 planner
set "HERE=%~dp0"
set "PYTHONHOME="
set "PYTHONPATH="
set "PY=%HERE%.venv\Scripts\python.exe"
set "PLACE=%~1"

"%PY%" -c "import planner" >nul 2>nul
if errorlevel 1 goto not_installed
cd /d "%HERE%"
if defined PLACE goto with_place
"%PY%" "%HERE%setup\open_map.py"
goto ended
:with_place
"%PY%" "%HERE%setup\open_map.py" "%PLACE%"
:ended
if errorlevel 1 goto failed
exit /b 0

:not_installed
echo 还没有装好，或者文件夹挪动过、本机的 Python 卸载过。请先双击“安装.bat”。
pause
exit /b 2

:failed
echo.
echo 地图没有打开，或中途停了，原因见上面几行。
pause
exit /b 2
