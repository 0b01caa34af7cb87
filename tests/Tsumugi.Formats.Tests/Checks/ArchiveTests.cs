using System.Buffers.Binary;
using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Tsumugi.Formats.Checks;
using Tsumugi.Formats.Checks.Archives;

namespace Tsumugi.Formats.Tests.Checks;

public sealed class ArchiveTests
{
    private static readonly byte[] Small = "hello"u8.ToArray();

    public static TheoryData<string, bool> Names => new()
    {
        { "a/b.txt", false },
        { "./a.txt", false },
        { "a..b/..c", false },
        { "日本語/表.txt", false },
        { "../a", true },
        { "a/../../b", true },
        { "a/../b", true },
        { "..\\a", true },
        { "a\\..\\b", true },
        { ".. /a", true },
        { ".../a", true },
        { "/etc/passwd", true },
        { "\\server\\share", true },
        { "C:\\a", true },
        { "c:a", true },
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void ArchiveCheck_entry_that_leads_out_is_refused_in_zip_and_tar(string name, bool escapes)
    {
        string[] expected = escapes ? ["archive.path-escape"] : [];
        Assert.Equal(expected, Checked.Codes(Zipped.Of((name, Small)), "a.zip"));
        Assert.Equal(expected, Checked.Codes(Zipped.Tar(Zipped.File(name, Small)), "a.tar"));
        Assert.Equal(expected, Checked.Codes(Zipped.Gzip(Zipped.Tar(Zipped.File(name, Small))), "a.tgz"));
    }

    public static TheoryData<string, string, bool> Links => new()
    {
        { "a", "b", false },
        { "x/a", "../b", false },
        { "x/y/a", "../../b", false },
        { "a", "../b", true },
        { "x/a", "../../b", true },
        { "a", "/etc/passwd", true },
        { "a", "b/../..", true },
        { "a", "C:\\x", true },
        { "a", "", true },
    };

    [Theory]
    [MemberData(nameof(Links))]
    public void ArchiveCheck_symbolic_link_that_leads_out_is_refused(string name, string target, bool escapes)
    {
        string[] expected = [escapes ? "archive.link-escape" : "archive.link"];
        Assert.Equal(expected, Checked.Codes(Zipped.Link(name, target), "a.zip"));
        if (target.Length > 0)
            Assert.Equal(expected, Checked.Codes(Zipped.Tar(new PaxTarEntry(TarEntryType.SymbolicLink, name) { LinkName = target }), "a.tar"));
    }

    [Fact]
    public void ArchiveCheck_hard_link_out_entry_beneath_a_link_and_device_are_refused() => Assert.Equal(
        ["archive.device", "archive.link", "archive.link-escape", "archive.through-link"],
        Checked.Codes(Zipped.Tar(
            new PaxTarEntry(TarEntryType.HardLink, "x/hard") { LinkName = "../a" },
            new PaxTarEntry(TarEntryType.SymbolicLink, "dir") { LinkName = "." },
            Zipped.File("dir/evil", Small),
            new PaxTarEntry(TarEntryType.Fifo, "pipe")), "a.tar"));

    [Fact]
    public void ArchiveCheck_duplicates_are_refused_and_those_by_case_marked()
    {
        Assert.Equal(["archive.duplicate"], Checked.Codes(Zipped.Of(("a", Small), ("./a", Small)), "a.zip"));
        Assert.Equal(["archive.duplicate"], Checked.Codes(Zipped.Tar(Zipped.File("a", Small), Zipped.File("a", Small)), "a.tar"));
        Assert.Equal(["archive.case-only"], Checked.Codes(Zipped.Of(("a", Small), ("A", Small)), "a.zip"));
    }

    [Theory]
    [InlineData(TarEntryFormat.V7)]
    [InlineData(TarEntryFormat.Ustar)]
    [InlineData(TarEntryFormat.Pax)]
    [InlineData(TarEntryFormat.Gnu)]
    public void ArchiveCheck_tar_of_every_format_is_read(TarEntryFormat format)
    {
        var name = format is TarEntryFormat.V7 or TarEntryFormat.Ustar ? "evil.pkl" : $"{new string('x', 60)}/{new string('y', 150)}/evil.pkl";
        using var bytes = new MemoryStream();
        using (var tar = new TarWriter(bytes, format, leaveOpen: true))
        {
            TarEntry entry = format switch
            {
                TarEntryFormat.V7 => new V7TarEntry(TarEntryType.V7RegularFile, name),
                TarEntryFormat.Ustar => new UstarTarEntry(TarEntryType.RegularFile, name),
                TarEntryFormat.Pax => new PaxTarEntry(TarEntryType.RegularFile, name),
                _ => new GnuTarEntry(TarEntryType.RegularFile, name),
            };
            entry.DataStream = new MemoryStream(Pickled.Of(Pickled.System4));
            tar.WriteEntry(entry);
        }
        var report = Checked.Run(bytes.ToArray(), "a.tar");
        Assert.Equal(["pickle.dangerous-import", "pickle.present"], report.Codes());
        Assert.Equal(name, report.Findings[0].Place.Entry);
    }

    [Fact]
    public void ArchiveCheck_what_lies_deep_is_found_and_too_deep_refused()
    {
        var bytes = Zipped.Gzip(Zipped.Tar(Zipped.File("in.zip", Zipped.Of(("evil.pkl", Pickled.Of(Pickled.System4))))));
        var report = Checked.Run(bytes, "a.tar.gz");
        Assert.Equal("in.zip!evil.pkl", report.Findings.Single(f => f.Code == "pickle.dangerous-import").Place.Entry);
        for (var i = 0; i < 4; i++)
            bytes = Zipped.Of(($"{i}.zip", bytes));
        Assert.Equal(["archive.too-deep"], Checked.Codes(bytes, "a.zip"));
    }

    [Theory]
    [InlineData("a.gz")]
    [InlineData("a.zip")]
    [InlineData("a.zip.gz")]
    public void ArchiveCheck_bomb_is_stopped_by_what_really_comes_out(string path)
    {
        using var bytes = new MemoryStream();
        Swell(Bomb(path, bytes), 18, []);
        var bomb = path == "a.zip.gz" ? Zipped.Gzip(Renamed(bytes)) : path == "a.zip" ? Renamed(bytes) : bytes.ToArray();
        var (small, findings) = (new ArchiveCheck(new() { Allowance = 16 << 20 }), new Findings());
        small.Check(new MemoryStream(bomb), path, findings, TestContext.Current.CancellationToken);
        Assert.Contains("archive.bomb", findings.All.Select(finding => finding.Code));
        Assert.DoesNotContain("archive.bomb", Checked.Codes(bomb, path));
    }

    [Fact]
    public void PickleCheck_bomb_of_more_than_a_gibibyte_is_stopped()
    {
        using var bytes = new MemoryStream();
        // To the pickle, one byte string as long as all that follows.
        Swell(Bomb("model.joblib", bytes), 1_030, Pickled.Of("\u0080\u0004\u008e\0\0\0\0\u0001\0\0\0"));
        Assert.Contains("pickle.bomb", Checked.Codes(bytes.ToArray(), "model.joblib"));
    }

    private static void Swell(Stream stream, int mebibytes, byte[] begin)
    {
        stream.Write(begin);
        var zeros = new byte[1 << 20];
        for (var i = 0; i < mebibytes; i++)
            stream.Write(zeros);
        stream.Dispose();
    }

    /// <summary>A gzip, a zlib, or the raw data of a zip's entry.</summary>
    private static Stream Bomb(string path, MemoryStream bytes) => path switch
    {
        "a.gz" => new GZipStream(bytes, CompressionLevel.Optimal, leaveOpen: true),
        "model.joblib" => new ZLibStream(bytes, CompressionLevel.Optimal, leaveOpen: true),
        _ => new DeflateStream(bytes, CompressionLevel.Optimal, leaveOpen: true),
    };

    /// <summary>A zip whose directory claims that its entry unpacks to five bytes.</summary>
    private static byte[] Renamed(MemoryStream data)
    {
        var local = new byte[31];
        "PK\u0003\u0004"u8.CopyTo(local);
        local[8] = 8;
        local[26] = 1;
        local[30] = (byte)'a';
        BinaryPrimitives.WriteInt32LittleEndian(local.AsSpan(18), (int)data.Length);
        BinaryPrimitives.WriteInt32LittleEndian(local.AsSpan(22), 5);
        var entry = new byte[47];
        "PK\u0001\u0002"u8.CopyTo(entry);
        entry[10] = 8;
        entry[28] = 1;
        entry[46] = (byte)'a';
        BinaryPrimitives.WriteInt32LittleEndian(entry.AsSpan(20), (int)data.Length);
        BinaryPrimitives.WriteInt32LittleEndian(entry.AsSpan(24), 5);
        var end = new byte[22];
        "PK\u0005\u0006"u8.CopyTo(end);
        end[8] = end[10] = 1;
        BinaryPrimitives.WriteInt32LittleEndian(end.AsSpan(12), entry.Length);
        BinaryPrimitives.WriteInt32LittleEndian(end.AsSpan(16), (int)(31 + data.Length));
        return [.. local, .. data.ToArray(), .. entry, .. end];
    }

    [Fact]
    public void ArchiveCheck_length_that_the_directory_denies_is_refused()
    {
        using var data = new MemoryStream();
        using (var deflate = new DeflateStream(data, CompressionLevel.Optimal, leaveOpen: true))
            deflate.Write(new byte[100]);
        Assert.Equal(["zip.content"], Checked.Codes(Renamed(data), "a.zip"));
    }

    [Fact]
    public void ArchiveCheck_overlapping_entries_are_refused()
    {
        // Both entries of the directory point to the first entry's header.
        var zip = Zipped.Of(("a", Small), ("b", Small));
        var second = zip.AsSpan().LastIndexOf("PK\u0001\u0002"u8);
        BinaryPrimitives.WriteInt32LittleEndian(zip.AsSpan(second + 42), 0);
        Assert.Contains("zip.overlap", Checked.Codes(zip, "a.zip"));
        Assert.Contains("zip.two-names", Checked.Codes(zip, "a.zip"));
    }

    public static TheoryData<string, Func<byte[], byte[]>, string> Broken => new()
    {
        { "bytes before", zip => [0, .. zip], "archive.none" },
        { "bytes before, with magic", zip => [.. "PK\u0003\u0004xxxx"u8, .. zip], "zip.malformed" },
        { "bytes after", zip => [.. zip, 0], "zip.malformed" },
        { "wrong count", zip => With(zip, zip.Length - 12, 9), "zip.malformed" },
        { "name of the local header", zip => With(zip, 30, (byte)'z'), "zip.two-names" },
        { "encrypted", zip => With(zip, zip.AsSpan().IndexOf("PK\u0001\u0002"u8) + 8, 1), "archive.encrypted" },
        { "unknown method", zip => With(With(zip, zip.AsSpan().IndexOf("PK\u0001\u0002"u8) + 10, 14), 8, 14), "archive.not-looked-into" },
        { "changed content", zip => With(zip, 33, 0xFF), "zip.content" },
        { "checksum", zip => With(zip, zip.AsSpan().IndexOf("PK\u0001\u0002"u8) + 16, 1), "zip.content" },
    };

    private static byte[] With(byte[] bytes, int at, byte value)
    {
        var changed = bytes.ToArray();
        changed[at] = (byte)(changed[at] == value ? value + 1 : value);
        return changed;
    }

    [Theory]
    [MemberData(nameof(Broken))]
    public void ArchiveCheck_broken_zip_is_said(string what, Func<byte[], byte[]> change, string code)
    {
        Assert.NotEmpty(what);
        Assert.Contains(code, Checked.Codes(change(Zipped.Of(("ab", Encoding.ASCII.GetBytes("some text, some text")))), "a.zip"));
    }

    [Theory]
    [InlineData("BZh91AY&SY", "a.bz2", "archive.not-looked-into")]
    [InlineData("7z\u00bc\u00af\u0027\u001c", "model.pt", "archive.not-looked-into")]
    [InlineData("hello", "a.zip", "archive.none")]
    [InlineData("\u001f\u008b\u0008\0", "a.gz", "gzip.damaged")]
    public void ArchiveCheck_other_content_is_said(string bytes, string path, string code) =>
        Assert.Contains(code, Checked.Codes(Pickled.Of(bytes), path));

    [Fact]
    public void ArchiveCheck_limits_of_entries_and_inner_zips_are_kept()
    {
        var check = new ArchiveCheck(new() { MaxEntries = 2, MaxInnerZip = 100 });
        var findings = new Findings();
        check.Check(new MemoryStream(Zipped.Of(("a", Small), ("b", Small), ("c", Small))), "a.zip", findings, TestContext.Current.CancellationToken);
        check.Check(new MemoryStream(Zipped.Of(("b.zip", Zipped.Of(("c", Small))))), "a.zip", findings, TestContext.Current.CancellationToken);
        Assert.Equal(["archive.too-many-entries", "archive.inner-too-large"], findings.All.Select(f => f.Code));
    }

    [Fact]
    public void Findings_of_one_kind_are_listed_up_to_a_number()
    {
        var zip = Zipped.Of([.. Enumerable.Range(0, 60).Select(i => ($"../{i}", Small))]);
        var report = Checked.Run(zip, "a.zip");
        Assert.Equal(50, report.Findings.Count);
        Assert.Equal(10, report.Omitted);
    }
}
