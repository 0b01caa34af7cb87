namespace Tsumugi.Torch.Native;

/// <summary>Lets a library built with GCC 13 load where libstdc++ is older, when all it misses is the iostream marker.</summary>
/// <remarks>
/// GCC 13 puts a no-argument marker, <c>_ZSt21ios_base_library_initv</c> at version <c>GLIBCXX_3.4.32</c>, into every file that
/// includes iostream. The copy imports a harmless no-argument function instead that the library imports already, and its need
/// for the newer version becomes weak. The stream objects are initialised by the older library's own initialisers.
/// </remarks>
internal static class GlibcxxPatch
{
    public const string Version = "GLIBCXX_3.4.32";

    private const string Marker = "_ZSt21ios_base_library_initv";
    private const string Harmless = "_ZNSt6chrono3_V212steady_clock3nowEv";
    private const ushort WeakFlag = 2;

    /// <summary>Whether a libstdc++ defines the version that TorchSharp's library was linked against.</summary>
    public static bool Defines(byte[] libstdcxx) => libstdcxx.AsSpan().IndexOf("GLIBCXX_3.4.32\0"u8) >= 0;

    /// <returns>The library, changed in two tables; its length stays.</returns>
    /// <exception cref="TorchMissingException">When a table or a symbol is not there.</exception>
    public static byte[] Apply(byte[] library, string name)
    {
        var elf = new ElfFile((byte[])library.Clone(), name);
        var (symbols, versions, names) = (elf.Section(".dynsym"), elf.Section(".gnu.version"), elf.Section(".dynstr"));
        var (marker, harmless) = (Find(elf, symbols, names, Marker), Find(elf, symbols, names, Harmless));
        elf.WriteU32(symbols.Offset + marker * ElfFile.SymbolSize, elf.ReadU32(symbols.Offset + harmless * ElfFile.SymbolSize));
        elf.WriteU16(versions.Offset + marker * 2, elf.ReadU16(versions.Offset + harmless * 2));
        Weaken(elf, elf.Section(".gnu.version_r"), names);
        return elf.Bytes;
    }

    private static int Find(ElfFile elf, (int Offset, int Size) symbols, (int Offset, int Size) names, string wanted)
    {
        for (var i = 1; i < symbols.Size / ElfFile.SymbolSize; i++)
        {
            if (elf.Text(names, elf.ReadU32(symbols.Offset + i * ElfFile.SymbolSize)) == wanted)
                return i;
        }

        throw elf.Broken($"it does not import {wanted}");
    }

    /// <summary>Walks Verneed entries (16 bytes: version, count, file, aux, next) and their Vernaux (hash, flags, other, name, next).</summary>
    private static void Weaken(ElfFile elf, (int Offset, int Size) needs, (int Offset, int Size) names)
    {
        var (need, end) = (needs.Offset, needs.Offset + needs.Size);
        while (true)
        {
            var aux = need + (int)elf.ReadU32(need + 8);
            for (var left = elf.ReadU16(need + 2); left > 0 && aux < end; left--)
            {
                if (elf.Text(names, elf.ReadU32(aux + 8)) == Version)
                {
                    elf.WriteU16(aux + 4, (ushort)(elf.ReadU16(aux + 4) | WeakFlag));
                    return;
                }

                aux += (int)elf.ReadU32(aux + 12);
            }

            var next = (int)elf.ReadU32(need + 12);
            need += next;
            if (next <= 0 || need >= end)
                throw elf.Broken($"it does not need {Version}");
        }
    }
}
