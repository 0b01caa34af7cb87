using System.Text;
using Tsumugi.Formats.Acquisitions;
using Tsumugi.Formats.Tests.Images;

namespace Tsumugi.Formats.Tests.Acquisitions;

/// <summary>Files are made, and cleaned copies judged, by DCMTK.</summary>
public sealed class DicomCleanerTests
{
    private static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(number => (byte)number)];

    private static readonly string[] Named =
    [
        "PatientName=YAMADA^TARO", "PatientID=MRN-0042", "PatientBirthDate=19700102", "InstitutionName=Chuo Hospital", "StudyDescription=liver of Yamada", "StudyDate=20261201",
        "OperatorsName=SATO^HANAKO", "ProtocolName=Yamada special", "DeviceSerialNumber=SECRET77", "ReferringPhysicianName=SUZUKI", "AccessionNumber=ACC99", "StudyID=YID1",
    ];

    [Theory]
    [InlineData("explicit")]
    [InlineData("implicit")]
    [InlineData("jpeg")]
    public void Nothing_that_identifies_is_left_and_the_picture_is_the_same(string how)
    {
        using var folder = new TemporaryFolder();
        var source = Make(folder, "MR", how);
        var (settings, series, instance) = Clean(source, folder.At("clean.dcm"));
        var text = Encoding.Latin1.GetString(File.ReadAllBytes(folder.At("clean.dcm")));
        foreach (var secret in (string[])["YAMADA", "Yamada", "MRN", "19700102", "Chuo", "20261201", "SATO", "SECRET", "SUZUKI", "ACC99", "YID1", "1.2.826.0.1.3680043"])
            Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
        var dump = HeaderTests.Run("dcmdump", "+L", folder.At("clean.dcm"));
        foreach (var kept in (string[])["PatientIdentityRemoved", "[YES]", "[MR]", "PixelData", instance, series])
            Assert.Contains(kept, dump, StringComparison.Ordinal);
        Assert.Equal("MR", settings.Settings["modality"]);
        Assert.Equal(Pixels(source), Pixels(folder.At("clean.dcm")));

        // The same key gives the same names, so that two captures of one file make one; another key gives others.
        Assert.Equal(instance, Clean(source, folder.At("again.dcm")).Instance);
        Assert.Equal(File.ReadAllBytes(folder.At("clean.dcm")), File.ReadAllBytes(folder.At("again.dcm")));
        using var other = new MemoryStream();
        using var file = File.OpenRead(source);
        Assert.NotEqual(instance, new DicomCleaner(new byte[32]).Clean(file, "x", other).Instance);
    }

    [Theory]
    [InlineData("US", null)]
    [InlineData("SC", null)]
    [InlineData("MR", "YES")]
    public void Picture_that_may_show_names_is_not_let_out(string modality, string? burned)
    {
        using var folder = new TemporaryFolder();
        var source = Make(folder, modality, "explicit", burned is null ? [] : [$"BurnedInAnnotation={burned}"]);
        Assert.Contains("0028,0301", Assert.Throws<InvalidFileException>(() => Clean(source, folder.At("no.dcm"))).Fault.Field, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_cut_and_every_flipped_byte_is_refused_or_read_and_never_breaks()
    {
        using var folder = new TemporaryFolder();
        var whole = File.ReadAllBytes(Make(folder, "MR", "explicit"));
        var random = new Random(7);
        for (var i = 0; i < 3000; i++)
        {
            var bytes = whole[..(i % 2 == 0 ? random.Next(Math.Min(whole.Length, 2000)) : whole.Length)];
            if (bytes.Length > 140)
                bytes[random.Next(132, Math.Min(bytes.Length, 1500))] ^= (byte)(1 << random.Next(8));
            try
            {
                new DicomCleaner(Key).Clean(new MemoryStream(bytes), "x", Stream.Null);
            }
            catch (InvalidFileException)
            {
                // Refused, as it should be.
            }
        }
    }

    private static string Make(TemporaryFolder folder, string modality, string how, params string[] more)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/img2dcm"), "DCMTK (dcmtk) is not installed.");
        File.WriteAllBytes(folder.At("a.jpg"), MadeImages.Jpeg(32, 32));
        string[] keys = [.. Named.Append($"Modality={modality}").Concat(more).SelectMany(key => (string[])["-k", key])];
        HeaderTests.Run("img2dcm", ["--no-checks", .. keys, folder.At("a.jpg"), folder.At("jpeg.dcm")]);
        HeaderTests.Run("dcmdjpeg", folder.At("jpeg.dcm"), folder.At("explicit.dcm"));
        HeaderTests.Run("dcmconv", "+ti", folder.At("explicit.dcm"), folder.At("implicit.dcm"));
        return folder.At($"{how}.dcm");
    }

    private static (Acquisition Settings, string Series, string Instance) Clean(string source, string to)
    {
        using var file = File.OpenRead(source);
        using var copy = File.Create(to);
        return new DicomCleaner(Key).Clean(file, Path.GetFileName(source), copy);
    }

    private static string Pixels(string file) => string.Join('\n', HeaderTests.Run("dcmdump", "+L", "+P", "7FE0,0010", file).Split('\n').Select(line => line.Trim()));
}
