using System.Runtime.InteropServices;

namespace Tsumugi.Worker.Commands;

/// <summary>What the class library does not tell of files.</summary>
internal static class HostFile
{
    // linux/stat.h
    private const int AtCurrentFolder = -100;
    private const int NoFollow = 0x100;
    private const uint TypeAndMode = 0x3;
    private const int ModeOffset = 28;
    private const int TypeMask = 0xF000;
    private const int Regular = 0x8000;

    /// <summary>False for links, pipes, sockets and devices: opening one could wait for ever, or lead elsewhere.</summary>
    public static bool IsRegular(string path)
    {
        var found = new byte[256];
        return StatX(AtCurrentFolder, path, NoFollow, TypeAndMode, found) == 0 && (BitConverter.ToUInt16(found, ModeOffset) & TypeMask) == Regular;
    }

    /// <summary>The same content under another name; on another file system a copy.</summary>
    public static void LinkOrCopy(string from, string to)
    {
        if (Link(from, to) != 0)
            File.Copy(from, to);
    }

    [DllImport("libc", EntryPoint = "statx", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int StatX(int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, byte[] into);

    [DllImport("libc", EntryPoint = "link", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Link([MarshalAs(UnmanagedType.LPUTF8Str)] string from, [MarshalAs(UnmanagedType.LPUTF8Str)] string to);
}
