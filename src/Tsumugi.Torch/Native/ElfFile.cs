using System.Buffers.Binary;
using System.Text;

namespace Tsumugi.Torch.Native;

/// <summary>The few tables of a 64-bit little-endian ELF library that <see cref="GlibcxxPatch"/> needs; every offset is checked.</summary>
/// <remarks>Source: System V ABI, chapters "Sections" and "Symbol Versioning" of the LSB.</remarks>
internal sealed class ElfFile
{
    public const int SymbolSize = 24;

    private const int SectionHeaderSize = 64;

    private readonly byte[] _bytes;
    private readonly string _name;
    private readonly Dictionary<string, (int Offset, int Size)> _sections = [];

    /// <exception cref="TorchMissingException">When it is no such file, or a table reaches beyond it.</exception>
    public ElfFile(byte[] bytes, string name)
    {
        (_bytes, _name) = (bytes, name);
        if (bytes.Length < 64 || !bytes.AsSpan(0, 6).SequenceEqual<byte>([0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1]))
            throw Broken("it is not a 64-bit little-endian ELF library");
        var table = checked((int)Math.Min(ReadU64(0x28), int.MaxValue));
        var (count, names) = (ReadU16(0x3c), ReadU16(0x3e));
        if (names >= count)
            throw Broken("its section names are missing");
        if ((long)table + count * SectionHeaderSize > bytes.Length)
            throw Broken("it is cut off");
        var nameTable = Range(table + names * SectionHeaderSize);
        for (var i = 0; i < count; i++)
        {
            var header = table + i * SectionHeaderSize;
            var (offset, size) = ReadU32(header + 4) == 8 ? (0, 0) : Range(header);
            _sections[Text(nameTable, ReadU32(header))] = (offset, size);
        }
    }

    public byte[] Bytes => _bytes;

    public (int Offset, int Size) Section(string name) =>
        _sections.TryGetValue(name, out var found) && found.Size > 0 ? found : throw Broken($"its table {name} is missing");

    public ushort ReadU16(int at) => BinaryPrimitives.ReadUInt16LittleEndian(Slice(at, 2));

    public uint ReadU32(int at) => BinaryPrimitives.ReadUInt32LittleEndian(Slice(at, 4));

    public ulong ReadU64(int at) => BinaryPrimitives.ReadUInt64LittleEndian(Slice(at, 8));

    public void WriteU16(int at, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(Slice(at, 2), value);

    public void WriteU32(int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Slice(at, 4), value);

    /// <summary>A zero-ended name in a string table.</summary>
    public string Text((int Offset, int Size) table, uint at)
    {
        if (at >= table.Size)
            throw Broken("a name lies outside its table");
        var rest = Slice(table.Offset + (int)at, table.Size - (int)at);
        var end = rest.IndexOf((byte)0);
        return end < 0 ? throw Broken("a name has no end") : Encoding.ASCII.GetString(rest[..end]);
    }

    public TorchMissingException Broken(string reason) => new(
        $"The library {_name} cannot be adapted to this system's libstdc++: {reason}; reinstall the package, or use a system with GCC 13's libstdc++ or newer.");

    private (int Offset, int Size) Range(int header)
    {
        var (offset, size) = (ReadU64(header + 24), ReadU64(header + 32));
        if (offset > (ulong)_bytes.Length || size > (ulong)_bytes.Length - offset)
            throw Broken("a table reaches beyond its end");
        return ((int)offset, (int)size);
    }

    private Span<byte> Slice(int at, int length) =>
        at >= 0 && length <= _bytes.Length - at ? _bytes.AsSpan(at, length) : throw Broken("a table reaches beyond its end");
}
