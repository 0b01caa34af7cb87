using System.Text;
using Tsumugi.Torch.Native;

namespace Tsumugi.Torch.Tests.Native;

public sealed class GlibcxxPatchTests
{
    private static string Library => Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native", "libLibTorchSharp.so");

    [Fact]
    public void Apply_realLibrary_changesTwoSymbolFieldsAndOneFlag()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the library is Linux's");
        var before = File.ReadAllBytes(Library);
        var after = GlibcxxPatch.Apply(before, "libLibTorchSharp.so");
        Assert.Equal(before.Length, after.Length);
        Assert.InRange(Enumerable.Range(0, before.Length).Count(at => before[at] != after[at]), 1, 7);
    }

    [Fact]
    public void Apply_truncatedAnywhere_isRefusedOrWhole_neverBroken()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the library is Linux's");
        var library = File.ReadAllBytes(Library);
        foreach (var length in new[] { 0, 3, 63, 64, 1_000, library.Length / 2, library.Length - 1 })
            Assert.Throws<TorchMissingException>(() => GlibcxxPatch.Apply(library[..length], "cut.so"));
    }

    [Theory]
    [InlineData(".dynsym")]
    [InlineData(".gnu.version")]
    [InlineData(".gnu.version_r")]
    public void Apply_libraryWithoutATable_namesIt(string table)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the library is Linux's");
        var library = File.ReadAllBytes(Library);
        var name = Encoding.ASCII.GetBytes(table + "\0");
        library[library.AsSpan().LastIndexOf(name) + 1] = (byte)'x';
        Assert.Contains(table, Assert.Throws<TorchMissingException>(() => GlibcxxPatch.Apply(library, "crafted.so")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Apply_notElf_isRefused() =>
        Assert.Contains("ELF", Assert.Throws<TorchMissingException>(() => GlibcxxPatch.Apply(new byte[200], "text.so")).Message, StringComparison.Ordinal);

    [Fact]
    public void Defines_versionOfGcc13_isReadFromTheNames()
    {
        Assert.True(GlibcxxPatch.Defines("…GLIBCXX_3.4.32\0"u8.ToArray()));
        Assert.False(GlibcxxPatch.Defines("…GLIBCXX_3.4.31\0"u8.ToArray()));
    }
}
