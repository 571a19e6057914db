@echo off
chcp 936 >nul
setlocal EnableExtensions DisableDelayedExpansion
title 安装 planner
set "HERE=%~dp0"
set "PYTHONHOME="
set "PYTHONPATH="
set "PY="
set "OTHER="
rem Paths go to subroutines in variables: arguments are read twice, and percent signs and carets in them are acted on.

if not exist "%HERE%wheels\" goto not_unpacked
if not exist "%HERE%setup\install.py" goto not_unpacked

call :look
if defined PY goto found
for %%I in ("%HERE%python-3.11*-amd64.exe") do set "SETUP=%%~fI"& call :install_python
call :look
if defined PY goto found
if defined OTHER goto wrong_bits
goto no_python

:found
"%PY%" "%HERE%setup\install.py"
set "CODE=%ERRORLEVEL%"
echo.
if "%CODE%"=="0" echo 下一步：双击“计算示例.bat”。
if not "%CODE%"=="0" echo 没有装好，原因见上面几行；处理后再双击一次“安装.bat”。
pause
exit /b %CODE%

:look
set "TRIED=%LOCALAPPDATA%\Programs\Python\Python311\python.exe"
call :try
set "TRIED=%ProgramFiles%\Python311\python.exe"
call :try
set "TRIED=%SystemDrive%\Python311\python.exe"
call :try
for /f "delims=" %%P in ('py -3.11 -c "import sys; print(sys.executable)" 2^>nul') do set "TRIED=%%P"& call :try
for /f "delims=" %%P in ('where python 2^>nul') do set "TRIED=%%P"& call :try
exit /b 0

:try
if defined PY exit /b 0
if not exist "%TRIED%" exit /b 0
"%TRIED%" -c "import sys; sys.exit(0 if sys.version_info[:2] == (3, 11) else 4)" >nul 2>nul
if errorlevel 1 exit /b 0
"%TRIED%" -c "import sys; sys.exit(0 if sys.maxsize > 2**32 else 4)" >nul 2>nul
if errorlevel 1 goto try_32
set "PY=%TRIED%"
exit /b 0
:try_32
set "OTHER=%TRIED%"
exit /b 0

:install_python
if defined PY exit /b 0
echo 本机没有 64 位 Python 3.11，现在用文件夹里的安装程序装一份，只给当前用户用，不需要管理员权限：
for %%I in ("%SETUP%") do echo   "%%~nxI"
"%SETUP%" /passive InstallAllUsers=0 InstallLauncherAllUsers=0 Include_launcher=0 PrependPath=0 Include_test=0 AssociateFiles=0 Shortcuts=0
if errorlevel 1 echo Python 安装程序没有成功，可能被本单位的安全策略拦住了。请把这一行告诉信息中心。
call :look
exit /b 0

:not_unpacked
echo 没有找到 wheels 或 setup 文件夹。
echo 请把整个文件夹解压、拷全之后再双击：不要在压缩包里直接打开，也不要只拷这一个文件。
pause
exit /b 2

:wrong_bits
echo 找到的 Python 3.11 是 32 位的，本程序要 64 位的：
echo   "%OTHER%"
goto how_python

:no_python
echo 本机没有找到 Python 3.11。
:how_python
echo 请这样做（不需要管理员权限）：
echo   1. 请能上网的同事下载 Python 3.11 的 64 位 Windows 安装程序，名字像 python-3.11.9-amd64.exe；
echo   2. 把它放进本文件夹，与“安装.bat”并排；
echo   3. 再双击一次“安装.bat”。
pause
exit /b 2
