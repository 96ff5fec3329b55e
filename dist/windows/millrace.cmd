@echo off
rem Millrace on Windows. Put this file beside "lib" and "apps" of the Linux archive (they are the same), and beside
rem "runtime", made once on this machine by:  millrace.cmd link   (needs a JDK 25 in JAVA_HOME)
setlocal EnableDelayedExpansion
set "HOME_DIR=%~dp0"
set "JAVA=%HOME_DIR%runtime\bin\java.exe"
if not exist "%JAVA%" if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java.exe"
if "%~1"=="link" (
  if not defined JAVA_HOME echo millrace: set JAVA_HOME to a JDK 25 1>&2 & exit /b 3
  "%JAVA_HOME%\bin\jlink.exe" --add-modules java.base,java.desktop,java.logging,java.management,java.naming,java.net.http,java.security.jgss,java.security.sasl,java.sql,java.xml,jdk.crypto.ec,jdk.jcmd,jdk.jfr,jdk.management,jdk.management.agent,jdk.management.jfr,jdk.net,jdk.unsupported,jdk.zipfs --strip-debug --no-header-files --no-man-pages --output "%HOME_DIR%runtime"
  exit /b !ERRORLEVEL!
)
if not exist "%JAVA%" echo millrace: no runtime folder and no JAVA_HOME with a JDK 25 1>&2 & exit /b 3
set "FLAGS=--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"
if "%~1"=="service" (
  set "KNOWN="
  for %%S in (ingest play packager control) do if "%~2"=="%%S" set "KNOWN=yes"
  if not defined KNOWN echo millrace: a service is one of ingest, play, packager, control 1>&2 & exit /b 64
  if "%~3"=="--config" (
    "%JAVA%" %FLAGS% %MILLRACE_JAVA_OPTIONS% -cp "%HOME_DIR%lib\*" io.millrace.%~2.Main --config "%~4"
  ) else (
    "%JAVA%" %FLAGS% %MILLRACE_JAVA_OPTIONS% -cp "%HOME_DIR%lib\*" io.millrace.%~2.Main
  )
  exit /b !ERRORLEVEL!
)
"%JAVA%" %FLAGS% %MILLRACE_JAVA_OPTIONS% -cp "%HOME_DIR%lib\*" io.millrace.standalone.Main %*
exit /b %ERRORLEVEL%
