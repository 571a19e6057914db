@echo off
chcp 936 >nul
setlocal EnableExtensions DisableDelayedExpansion
title 计算示例 planner
set "HERE=%~dp0"
set "PYTHONHOME="
set "PYTHONPATH="
set "PY=%HERE%.venv\Scripts\python.exe"

"%PY%" -c "import planner" >nul 2>nul
if errorlevel 1 goto not_installed
echo 正在计算示例城区（合成数据），请等一会儿……
"%PY%" -m planner run "%HERE%scenarios\baseline.yaml" --out "%HERE%out\example"
if errorlevel 1 goto failed
echo.
echo 算好了。结果在 out\example 文件夹：map.html 是地图，report.docx 是报告，report.xlsx 是核查表。
echo 现在用浏览器打开地图。要逐条查看、当场试方案，请双击“打开地图.bat”。
start "" "%HERE%out\example\map.html"
pause
exit /b 0

:not_installed
echo 还没有装好，或者文件夹挪动过、本机的 Python 卸载过。请先双击“安装.bat”。
pause
exit /b 2

:failed
echo.
echo 没有算成，原因见上面几行。如果说文件正被占用，请先关闭 Excel、Word 里打开的结果再试。
pause
exit /b 2
