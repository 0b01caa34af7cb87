using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using BitMiracle.LibTiff.Classic;
using Tsumugi.Formats.Acquisitions;
using Tsumugi.Formats.Tests.Images;

namespace Tsumugi.Formats.Tests.Acquisitions;

public sealed class HeaderTests
{
    private const string Ome = """
        <OME xmlns="http://www.openmicroscopy.org/Schemas/OME/2016-06"><Experimenter ID="Experimenter:0" LastName="Yamada"/>
        <Instrument ID="Instrument:0"><Microscope Manufacturer="Maker" Model="M1" SerialNumber="S7"/><Objective ID="Objective:0" NominalMagnification="60"/></Instrument>
        <Image ID="Image:0" Name="liver-3"><AcquisitionDate>2026-12-01T09:30:00+09:00</AcquisitionDate>
        <Pixels ID="Pixels:0" DimensionOrder="XYZCT" Type="uint8" SizeX="8" SizeY="6" SizeZ="1" SizeC="1" SizeT="1" PhysicalSizeX="0.108" PhysicalSizeY="0.108" PhysicalSizeYUnit="nm"><Channel ID="Channel:0" Name="DAPI"/><TiffData/></Pixels></Image></OME>
        """;

    [Fact]
    public void Ome_says_microscope_pixels_channels_and_time_and_not_who_sat_there()
    {
        using var folder = new TemporaryFolder();
        var said = Read(MadeImages.Tiff(folder.At("a.ome.tif"), [MadeImages.Plane(8, 6, 1, 8, 1)], Compression.LZW, false, false, Ome));
        Assert.Equal(new DateTime(2026, 12, 1, 0, 30, 0, DateTimeKind.Utc), said.StartedAt);
        Assert.Equal(["liver-3"], said.Samples);
        Assert.Equal(("M1", "S7", "0.108 µm", "0.108 nm", "DAPI", "60"), (said.Settings["instrument model"], said.Settings["instrument serial number"], said.Settings["pixel size x"], said.Settings["pixel size y"], said.Settings["channels"], said.Settings["objective nominal magnification"]));
        Assert.DoesNotContain(said.Settings.Values, value => value.Contains("Yamada", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("x.fastq", "@M00123:42:000000000-ABCDE:1:1101:15589:1332 1:N:0:ACGT", "M00123", "42", "1")]
    [InlineData("x.fq.gz", "@HWUSI-EAS100R:6:73:941:1973#0/1", "HWUSI-EAS100R", null, "6")]
    [InlineData("x.fastq", "@SRR1 length=4", null, null, null)]
    public void Fastq_says_what_its_first_read_is_called_after(string name, string read, string? instrument, string? run, string? lane)
    {
        using var folder = new TemporaryFolder();
        var bytes = Encoding.ASCII.GetBytes(read + "\nACGT\n+\nIIII\n");
        File.WriteAllBytes(folder.At(name), name.EndsWith(".gz", StringComparison.Ordinal) ? Gzip(bytes) : bytes);
        var said = Read(folder.At(name)).Settings;
        Assert.Equal((instrument, run, lane), (said.GetValueOrDefault("instrument serial number"), said.GetValueOrDefault("run"), said.GetValueOrDefault("lane")));
    }

    [Fact]
    public void Fastq_file_name_holds_the_sample()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.At("tube_7_S1_L001_R1_001.fastq"), "@r\nA\n+\nI\n");
        Assert.Equal(["tube_7"], Read(folder.At("tube_7_S1_L001_R1_001.fastq")).Samples);
    }

    [Fact]
    public void Real_bam_of_htslib_says_its_references_and_a_made_one_its_groups()
    {
        using var folder = new TemporaryFolder();
        var header = "@HD\tVN:1.6\tSO:coordinate\n@SQ\tSN:chr1\tLN:10\n@RG\tID:1\tSM:tube-9\tPL:ILLUMINA\tDT:2026-12-01T00:00:00Z\n@PG\tID:bwa\tPN:bwa\tVN:0.7\tCL:bwa mem /home/yamada/x\n";
        var bam = new List<byte>([.. "BAM\u0001"u8, .. BitConverter.GetBytes(header.Length), .. Encoding.ASCII.GetBytes(header)]);
        File.WriteAllBytes(folder.At("made.bam"), Gzip([.. bam]));
        var made = Read(folder.At("made.bam"));
        Assert.Equal(("ILLUMINA", "0.7", "coordinate"), (made.Settings["platform"], made.Settings["program bwa"], made.Settings["sort order"]));
        Assert.Equal(["tube-9"], made.Samples);
        Assert.Equal(new DateTime(2026, 12, 1, 0, 0, 0, DateTimeKind.Utc), made.StartedAt);
        Assert.DoesNotContain(made.Settings.Values, value => value.Contains("yamada", StringComparison.Ordinal));

        const string real = "/usr/share/htslib-test/test/colons.bam";
        Assert.SkipUnless(File.Exists(real), "htslib-test is not installed.");
        Assert.Equal("6", Read(real).Settings["references"]);
    }

    [Fact]
    public void Mzml_of_a_real_program_says_instrument_sample_and_time()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.At("a.mzML"), """
            <?xml version="1.0" encoding="utf-8"?>
            <indexedmzML xmlns="http://psi.hupo.org/ms/mzml"><mzML version="1.1.0"><fileDescription><fileContent><cvParam cvRef="MS" accession="MS:1000580" name="MSn spectrum" value=""/></fileContent>
            <sourceFileList count="1"><sourceFile id="RAW1" name="plasma.raw" location="file:///D:/data"/></sourceFileList><contact><cvParam cvRef="MS" accession="MS:1000586" name="contact name" value="Yamada"/></contact></fileDescription>
            <referenceableParamGroupList count="1"><referenceableParamGroup id="c"><cvParam cvRef="MS" accession="MS:1000449" name="LTQ Orbitrap" value=""/><cvParam cvRef="MS" accession="MS:1000529" name="instrument serial number" value="SN77"/></referenceableParamGroup></referenceableParamGroupList>
            <sampleList count="1"><sample id="s1" name="plasma-1"/></sampleList>
            <instrumentConfigurationList count="1"><instrumentConfiguration id="IC1"><componentList count="1"><source order="1"><cvParam cvRef="MS" accession="MS:1000073" name="electrospray ionization" value=""/></source></componentList></instrumentConfiguration></instrumentConfigurationList>
            <run id="r" startTimeStamp="2026-12-01T01:02:03Z"><spectrumList count="1"><spectrum></broken
            """);
        var said = Read(folder.At("a.mzML"));
        Assert.Equal(("LTQ Orbitrap", "SN77", "electrospray ionization", "plasma.raw"), (said.Settings["instrument model"], said.Settings["instrument serial number"], said.Settings["source"], said.Settings["source file"]));
        Assert.Equal(["plasma-1"], said.Samples);
        Assert.Equal(new DateTime(2026, 12, 1, 1, 2, 3, DateTimeKind.Utc), said.StartedAt);
        Assert.DoesNotContain(said.Settings.Values, value => value.Contains("Yamada", StringComparison.Ordinal));

        Assert.SkipUnless(File.Exists("/usr/bin/txt2mzml"), "ProteoWizard (libpwiz-tools) is not installed.");
        File.WriteAllText(folder.At("t.mgf"), "BEGIN IONS\nTITLE=a\nPEPMASS=500.1 100\nCHARGE=2+\n100.1 5\n200.2 7\nEND IONS\n");
        Run("msconvert", folder.At("t.mgf"), "--mzML", "-o", folder.Path);
        Assert.StartsWith("mzML 1.1", Read(folder.At("t.mzML")).Settings["format"], StringComparison.Ordinal);
    }

    [Fact]
    public void Run_folder_says_run_samples_and_metrics()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.At("RunInfo.xml"), """<RunInfo><Run Id="261201_M1_42_F"><Flowcell>F</Flowcell><Instrument>M1</Instrument><Date>261201</Date><Reads><Read NumCycles="28" IsIndexedRead="N"/><Read NumCycles="8" IsIndexedRead="Y"/></Reads></Run></RunInfo>""");
        File.WriteAllText(folder.At("SampleSheet.csv"), "[Header]\nDate,x\n[Data]\nLane,Sample_ID,Sample_Name\n1,T1,tube-1\n1,T2,tube-2\n");
        File.WriteAllText(folder.At("metrics_summary.csv"), "Estimated Number of Cells,Valid Barcodes\n\"1,234\",98.0%\n");
        var run = Read(folder.At("RunInfo.xml"));
        run.Add(Read(folder.At("SampleSheet.csv")));
        run.Add(Read(folder.At("metrics_summary.csv")));
        Assert.Equal(("M1", "28, 8 (index)", "1,234"), (run.Settings["instrument serial number"], run.Settings["cycles by read"], run.Settings["estimated number of cells"]));
        Assert.Equal(["T1", "T2", "tube-1", "tube-2"], run.Samples);
        Assert.Equal(new DateTime(2026, 12, 1), run.StartedAt);
    }

    [Theory]
    [InlineData("a.tif")]
    [InlineData("a.bam")]
    [InlineData("a.fastq")]
    [InlineData("a.fastq.gz")]
    [InlineData("a.mzML")]
    [InlineData("RunInfo.xml")]
    public void Header_that_is_none_is_refused_with_its_file(string name)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.At(name), "this is something else altogether");
        Assert.Equal(name, Assert.Throws<InvalidFileException>(() => Read(folder.At(name))).Fault.File);
    }

    internal static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? said : throw new InvalidOperationException($"{program} failed.");
    }

    private static Acquisition Read(string path)
    {
        using var file = File.OpenRead(path);
        return AcquisitionHeaders.Read(file, Path.GetFileName(path))!;
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(bytes);
        return packed.ToArray();
    }
}
