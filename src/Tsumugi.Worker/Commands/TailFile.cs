using System.Text;

namespace Tsumugi.Worker.Commands;

/// <summary>Keeps the end of what a program says: a program that talks without end must not fill the disk.</summary>
internal sealed class TailFile(string path) : IDisposable
{
    /// <summary>At least this much of the end is kept, and at most twice as much.</summary>
    private const int Kept = 128 << 10;

    private readonly FileStream _file = new(path, FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);

    public void Write(ReadOnlySpan<byte> bytes)
    {
        _file.Write(bytes.Length > Kept ? bytes[^Kept..] : bytes);
        if (_file.Length <= 2 * Kept)
            return;
        var end = new byte[Kept];
        _file.Position = _file.Length - Kept;
        _file.ReadExactly(end);
        var line = end.AsSpan().IndexOf((byte)'\n') + 1;
        _file.SetLength(0);
        _file.Write("[…]\n"u8);
        _file.Write(end.AsSpan(line));
    }

    public void Dispose() => _file.Dispose();

    /// <returns>The last line with letters in it; empty when there is none.</returns>
    public static string LastLine(string path)
    {
        var line = File.Exists(path) ? File.ReadLines(path, Encoding.UTF8).LastOrDefault(line => !string.IsNullOrWhiteSpace(line)) ?? "" : "";
        return line.Length > 500 ? line[..500] : line;
    }
}
