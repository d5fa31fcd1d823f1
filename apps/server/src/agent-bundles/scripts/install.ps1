# Installs the Goherd agent of this server on Windows, with its own runtime.
#   & ([scriptblock]::Create((irm SERVER/install.ps1))) -Token TOKEN
# It says what it will do, checks what it downloads, and leaves nothing half done.
[CmdletBinding()]
param(
  [string] $Token = $env:GOHERD_TOKEN,
  [string] $TokenFile,
  [string] $Name,
  [string[]] $Label = @(),
  [string] $LabelsFile,
  [string] $LabelsCommand,
  [string] $Root,
  [string] $Prefix,
  [string] $Server,
  [switch] $NoService,
  [switch] $Uninstall,
  [switch] $KeepGo,
  [switch] $DryRun
)
Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

if (-not $Server) { $Server = @SERVER@ }
$Server = $Server.TrimEnd('/')
$Version = @VERSION@
# A line for each platform: name, file, SHA-256, bytes.
$Bundles = @BUNDLES@

function Stop-With([string] $Code, [string] $What, [string] $Todo) {
  [Console]::Error.WriteLine("error ${Code}: $What")
  [Console]::Error.WriteLine("  what to do: $Todo")
  throw "goherd:$Code"
}

function Test-Administrator {
  $me = [Security.Principal.WindowsPrincipal] [Security.Principal.WindowsIdentity]::GetCurrent()
  $me.IsInRole([Security.Principal.WindowsBuiltInRole]::Administrator)
}

function Get-Bundle {
  if ([Environment]::Is64BitOperatingSystem -eq $false) {
    Stop-With 'no_bundle' 'the server has no agent for 32-bit Windows' 'Use a 64-bit Windows.'
  }
  $line = $Bundles -split "`n" | Where-Object { $_.StartsWith('windows-x64 ') } | Select-Object -First 1
  if (-not $line) { Stop-With 'no_bundle' 'the server has no agent for Windows' 'On the server, run: npm run bundles' }
  $words = $line -split ' '
  @{ File = $words[1]; Sha256 = $words[2]; Size = [long] $words[3] }
}

function Get-AgentVersion([string] $Folder) {
  $agent = Join-Path $Folder 'bin\goherd-agent.cmd'
  if (-not (Test-Path -LiteralPath $agent)) { return '' }
  try { (& $agent --version 2>$null | Out-String).Trim() } catch { '' }
}

# A junction needs no privilege. Windows cannot rename one over another, so there is a short moment without it; the service starts again by itself.
function Set-Current([string] $Target) {
  $current = Join-Path $Prefix 'current'
  if (Test-Path -LiteralPath $current) { [IO.Directory]::Delete($current) }
  New-Item -ItemType Junction -Path $current -Target $Target | Out-Null
}

function Save-Bundle($Bundle, [string] $Work) {
  $zip = Join-Path $Work $Bundle.File
  $url = "$Server/agent/dl/$($Bundle.Sha256)/$($Bundle.File)"
  try { Invoke-WebRequest -UseBasicParsing -Uri $url -OutFile $zip } catch {
    Stop-With 'download_failed' "$url could not be fetched: $($_.Exception.Message)" 'Check that this machine reaches the server, proxies too.'
  }
  $found = (Get-FileHash -Algorithm SHA256 -LiteralPath $zip).Hash.ToLowerInvariant()
  if ($found -ne $Bundle.Sha256) {
    Stop-With 'wrong_digest' "the download has SHA-256 $found, $($Bundle.Sha256) was expected" 'A proxy in between may have changed it. Fetch install.ps1 again.'
  }
  Expand-Archive -LiteralPath $zip -DestinationPath $Work
  $folder = Join-Path $Work 'goherd-agent'
  if ((Get-AgentVersion $folder) -ne $Version) {
    Stop-With 'cannot_run' 'the agent does not run on this machine' 'Look at what antivirus software says, and run this again.'
  }
  $folder
}

function Install-Agent {
  $bundle = Get-Bundle
  $target = Join-Path $Prefix "versions\$Version"
  $whole = (Get-AgentVersion $target) -eq $Version
  $enrolled = Test-Path -LiteralPath (Join-Path $Root 'state\identity.json')
  "goherd-agent $Version for Windows. This will"
  if ($whole) { "  keep $target, which is there" } else {
    "  download $Server/agent/dl/$($bundle.Sha256)/$($bundle.File) ($([math]::Floor($bundle.Size / 1e6)) MB) and check its SHA-256"
    "  unpack it into $target"
  }
  "  make $Prefix\current lead to it"
  if ($Token -and -not $enrolled) { "  enroll this machine with $Server, in $Root" }
  if (($Token -or $enrolled) -and -not $NoService) { '  install the scheduled task, start it and wait until it is connected' }
  if ($DryRun) { 'Nothing was changed: -DryRun.'; return }

  $fresh = -not (Test-Path -LiteralPath (Join-Path $Prefix 'current'))
  $rootWasThere = Test-Path -LiteralPath $Root
  foreach ($folder in 'versions', 'bin', 'state') { New-Item -ItemType Directory -Force -Path (Join-Path $Prefix $folder) | Out-Null }
  $work = Join-Path $Prefix ".install-$([guid]::NewGuid().ToString('N'))"
  New-Item -ItemType Directory -Path $work | Out-Null
  $complete = $false
  try {
    if (-not $whole) {
      $unpacked = Save-Bundle $bundle $work
      if (Test-Path -LiteralPath $target) { Move-Item -LiteralPath $target -Destination (Join-Path $work 'damaged') }
      Move-Item -LiteralPath $unpacked -Destination $target
    }
    Copy-Item -Force (Join-Path $target 'bin\goherd-agent-service.cmd') (Join-Path $Prefix 'bin\goherd-agent-service.cmd')
    # A new installation is no trial.
    foreach ($file in 'trial', 'starts') { Remove-Item -Force -ErrorAction SilentlyContinue (Join-Path $Prefix "state\$file") }
    Set-Current $target
    if ($Token -and -not $enrolled) { Register-Host }
    $complete = $true
  } finally {
    Remove-Item -Recurse -Force -ErrorAction SilentlyContinue $work
    if (-not $complete -and $fresh) {
      Remove-Tree
      if (-not $rootWasThere) { Remove-Item -Recurse -Force -ErrorAction SilentlyContinue $Root }
      [Console]::Error.WriteLine('Nothing was left behind.')
    }
  }
  "goherd-agent $Version is installed: $Prefix\current\bin\goherd-agent.cmd"
  if (-not $NoService -and (Test-Path -LiteralPath (Join-Path $Root 'state\identity.json'))) { Start-Agent }
}

function Register-Host {
  $arguments = @('enroll', '--server', $Server, '--root', $Root)
  if ($Name) { $arguments += '--name', $Name }
  if ($LabelsFile) { $arguments += '--labels-file', $LabelsFile }
  if ($LabelsCommand) { $arguments += '--labels-command', $LabelsCommand }
  foreach ($one in $Label) { $arguments += '--label', $one }
  $before = $env:GOHERD_TOKEN
  try {
    # In the environment, where the list of processes does not show it.
    $env:GOHERD_TOKEN = $Token
    & $Agent @arguments
    if ($LASTEXITCODE -ne 0) { Stop-With 'enroll_failed' 'this machine could not be enrolled' 'The lines above say why. Try again with a new token.' }
  } finally { $env:GOHERD_TOKEN = $before }
}

function Start-Agent {
  & $Agent install-service --root $Root
  if ($LASTEXITCODE -ne 0) { Stop-With 'service_failed' 'the scheduled task could not be installed' "Correct that and run: $Agent install-service --root `"$Root`"" }
  for ($try = 0; $try -lt 60; $try++) {
    $status = & $Agent status --json --root $Root 2>$null | Out-String
    if ($status -match '"connected": true') { "Connected to $Server."; return }
    Start-Sleep -Seconds 1
  }
  Stop-With 'not_connected' "the agent runs but has not reached $Server within a minute" "See what it says: $Agent status --root `"$Root`". It goes on trying."
}

function Remove-Tree {
  $current = Join-Path $Prefix 'current'
  # Not -Recurse, which would follow the junction.
  if (Test-Path -LiteralPath $current) { [IO.Directory]::Delete($current) }
  Remove-Item -Recurse -Force -ErrorAction SilentlyContinue $Prefix
}

function Uninstall-Agent {
  if (-not (Test-Path -LiteralPath (Join-Path $Prefix 'versions')) -and -not (Test-Path -LiteralPath (Join-Path $Root 'releases'))) {
    "There is no agent in $Prefix, and no root in $Root."
    return
  }
  'This will'
  "  stop the agent and remove its scheduled task and $Prefix"
  if ($KeepGo) { "  remove the state of $Root, and keep its Go releases" } else { "  remove $Root with its Go releases" }
  if ($DryRun) { 'Nothing was changed: -DryRun.'; return }
  if (Test-Path -LiteralPath $Agent) {
    & $Agent uninstall-service --root $Root
    if ($LASTEXITCODE -ne 0) { Stop-With 'service_stays' 'the scheduled task could not be removed' 'The lines above say why; run this again then.' }
    if (-not $KeepGo) { & $Agent path remove --root $Root 2>$null | Out-Null }
  }
  Remove-Tree
  $link = Join-Path $Root 'current'
  if (-not $KeepGo -and (Test-Path -LiteralPath $link)) { [IO.Directory]::Delete($link) }
  $names = 'snapshots', 'cache', 'staging', 'state', 'lock'
  if (-not $KeepGo) { $names += 'releases' }
  foreach ($one in $names) { Remove-Item -Recurse -Force -ErrorAction SilentlyContinue (Join-Path $Root $one) }
  if ((Test-Path -LiteralPath $Root) -and -not (Get-ChildItem -LiteralPath $Root -Force)) { Remove-Item -LiteralPath $Root }
  'goherd-agent is gone.'
}

if (-not (Test-Administrator)) { Stop-With 'no_permission' 'this needs an administrator' 'Open PowerShell as administrator and run it again.' }
if ($TokenFile) { $Token = (Get-Content -Raw -LiteralPath $TokenFile).Trim() }
if (-not $Root) { $Root = if ($env:GOHERD_ROOT) { $env:GOHERD_ROOT } else { Join-Path $env:ProgramData 'Goherd' } }
if (-not $Prefix) { $Prefix = Join-Path $env:ProgramFiles 'Goherd Agent' }
$Agent = Join-Path $Prefix 'current\bin\goherd-agent.cmd'
if ($Uninstall) { Uninstall-Agent } else { Install-Agent }
