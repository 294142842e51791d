/**
 * The PowerShell script that tells everything about disks as one line of JSON. It holds no value from outside. Each part is
 * asked by itself: what an ordinary user may not ask for (the Storage classes, on some systems) comes as null and is made up
 * for by drivelist.
 *
 * Letters of drives come as numbers: PowerShell 5.1 writes the missing one as an unprintable character.
 *
 * Source: Microsoft, classes MSFT_Disk, MSFT_Partition and MSFT_Volume of root/Microsoft/Windows/Storage; Win32_DiskDrive and
 * Win32_PageFileUsage of root/cimv2; DEVPKEY_Device_LocationInfo, DEVPKEY_Device_LastArrivalDate.
 */
export const FACTS_SCRIPT = `
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
[Console]::OutputEncoding = New-Object System.Text.UTF8Encoding $false
$storage = 'root/Microsoft/Windows/Storage'
function Ask([scriptblock] $question) { try { ,@(& $question) } catch { $null } }
function Told($id, $key) { try { (Get-PnpDeviceProperty -InstanceId $id -KeyName $key).Data } catch { $null } }
$drives = @(Get-CimInstance -ClassName Win32_DiskDrive |
  Select-Object Index, PNPDeviceID, Model, SerialNumber, MediaType, Size, BytesPerSector)
$places = @(foreach ($drive in $drives) {
  $parent = Told $drive.PNPDeviceID 'DEVPKEY_Device_Parent'
  $arrival = Told $drive.PNPDeviceID 'DEVPKEY_Device_LastArrivalDate'
  [pscustomobject]@{
    Index = $drive.Index
    Location = if ($parent) { Told $parent 'DEVPKEY_Device_LocationInfo' } else { $null }
    ArrivedSec = if ($arrival) { [long][math]::Floor($arrival.ToFileTimeUtc() / 10000000) } else { $null }
  }
})
[pscustomobject]@{
  drives = $drives
  places = $places
  disks = Ask { Get-CimInstance -Namespace $storage -ClassName MSFT_Disk | Select-Object Number, BusType, Size,
    LogicalSectorSize, IsBoot, IsSystem, BootFromDisk, IsReadOnly, IsOffline, PartitionStyle }
  partitions = Ask { Get-CimInstance -Namespace $storage -ClassName MSFT_Partition | Select-Object DiskNumber,
    PartitionNumber, Size, AccessPaths, GptType, MbrType, IsBoot, IsSystem }
  volumes = Ask { Get-CimInstance -Namespace $storage -ClassName MSFT_Volume | Select-Object Path, FileSystem,
    FileSystemLabel, Size, SizeRemaining }
  pageFiles = Ask { Get-CimInstance -ClassName Win32_PageFileUsage | Select-Object Name }
  systemDrive = [Environment]::GetFolderPath('System').Substring(0, 2)
} | ConvertTo-Json -Depth 4 -Compress
`;
