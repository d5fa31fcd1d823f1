@echo off
rem Starts the agent of this bundle with its own runtime.
"%~dp0..\lib\node.exe" "%~dp0..\lib\goherd-agent.mjs" %*
exit /b %ERRORLEVEL%
