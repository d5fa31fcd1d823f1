@echo off
rem What the scheduled task starts: the agent that `current` leads to, again and again. It lies outside of the versions.
rem While a new version is on trial (state\trial is there), it counts the starts and after three of them starts the version before.
setlocal EnableExtensions EnableDelayedExpansion
set "GOHERD_AGENT_HOME=%~dp0.."
for %%h in ("%GOHERD_AGENT_HOME%") do set "GOHERD_AGENT_HOME=%%~fh"
set "state=%GOHERD_AGENT_HOME%\state"

:again
set "from="
set "to="
if exist "%state%\trial" for /f "usebackq tokens=1,* delims==" %%a in ("%state%\trial") do (
  if "%%a"=="from" set "from=%%b"
  if "%%a"=="to" set "to=%%b"
)
set "folder=%GOHERD_AGENT_HOME%\current"
rem A switch takes current away for a moment; what it will lead to is there already.
if not exist "%folder%\" if exist "%GOHERD_AGENT_HOME%\current.next\" set "folder=%GOHERD_AGENT_HOME%\current.next"
if not defined to goto run
rem The version that current leads to says its own name.
findstr /c:"\"version\":\"%to%\"" "%folder%\lib\bundle.json" >nul 2>&1 || goto run
set "starts=0"
if exist "%state%\starts" for %%f in ("%state%\starts") do set "starts=%%~zf"
if !starts! geq 3 (
  set "folder=%GOHERD_AGENT_HOME%\versions\%from%"
  goto run
)
<nul set /p "=x">>"%state%\starts"

:run
call "%folder%\bin\goherd-agent.cmd" %*
rem Five seconds without a console; timeout.exe needs one.
ping -n 6 127.0.0.1 >nul
goto again
