using Tsumugi.Formats.Checks.Sniffing;
using Tsumugi.Formats.Safetensors;

namespace Tsumugi.Formats.Tests.Checks;

public sealed class SniffTests
{
    public static TheoryData<string, string, FileKind> Rows => new()
    {
        { "", "a", FileKind.Empty },
        { "\u0002\0\0\0\0\0\0\0{}", "a", FileKind.Safetensors },
        { "\u0080\u0004N.", "a", FileKind.Pickle },
        { "\u0093NUMPY\u0001\0", "a", FileKind.Npy },
        { "PK\u0005\u0006", "a", FileKind.Zip },
        { "PAR1", "a", FileKind.Parquet },
        { "\u0089HDF\r\n\u001a\n", "a.h5", FileKind.Hdf5 },
        { "\u0089HDF\r\n\u001a\n", "a.H5AD", FileKind.AnnData },
        { "CRAM\u0003\0", "a", FileKind.Cram },
        { "II*\0", "a", FileKind.Tiff },
        { "MM\0*", "a", FileKind.Tiff },
        { "\u0089PNG\r\n\u001a\n", "a", FileKind.Png },
        { "\u00ff\u00d8\u00ff\u00e0", "a", FileKind.Jpeg },
        { "BZh9", "a", FileKind.UnreadArchive },
        { "##fileformat=VCFv4.3\n", "a", FileKind.Vcf },
        { "##gff-version 3\n", "a", FileKind.Gff },
        { "chr1\tx\tgene\t1\t2\n", "a.gtf", FileKind.Gff },
        { "LOCUS       NC_1 10 bp\n", "a", FileKind.GenBank },
        { "@SQ\tSN:1\n", "a", FileKind.Sam },
        { "@r1\nACGT\n+\nIIII\n", "a", FileKind.Fastq },
        { ">x\nACGT\n", "a", FileKind.Fasta },
        { "{\"a\": 1}", "a", FileKind.Json },
        { "a,b\n1,2\n3,4\n", "a", FileKind.Csv },
        { "a\tb\n1\t2\n3\t4\n", "a.txt", FileKind.Tsv },
        { "a,b\n", "a.csv", FileKind.Csv },
        { "Hello.\nWorld, hello.\n", "a.txt", FileKind.Text },
        { "\u0001\u0002\u0003", "a", FileKind.Unknown },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void FileSniffer_each_kind(string bytes, string path, FileKind expected) =>
        Assert.Equal(new FileSniff(expected), FileSniffer.Sniff(new MemoryStream(Pickled.Of(bytes)), path));

    [Fact]
    public void FileSniffer_looks_into_gzip()
    {
        Assert.Equal(new FileSniff(FileKind.Gzip, FileKind.Tar), FileSniffer.Sniff(new MemoryStream(Zipped.Gzip(Zipped.Tar(Zipped.File("a", [1])))), "a.tgz"));
        Assert.Equal(new FileSniff(FileKind.Gzip, FileKind.Csv), FileSniffer.Sniff(new MemoryStream(Zipped.Gzip("a,b"u8.ToArray())), "a.csv.gz"));
    }

    [Theory]
    [InlineData("a.png", "PK\u0005\u0006", "kind.mismatch")]
    [InlineData("a.h5ad", "\u0080\u0004N.", "kind.mismatch")]
    [InlineData("a.json", "{}", "")]
    [InlineData("a", "PAR1", "")]
    [InlineData("a.csv", "", "kind.empty")]
    public void KindCheck_name_and_content_agree_or_it_is_said(string path, string bytes, string code) =>
        Assert.Equal(code.Length > 0, Checked.Codes(Pickled.Of(bytes), path).Contains(code));

    [Fact]
    public void SafetensorsCheck_written_file_has_no_finding_and_lists_its_tensors()
    {
        var folder = Directory.CreateTempSubdirectory("tsumugi-checks-").FullName;
        try
        {
            var path = Path.Combine(folder, "a.safetensors");
            SafetensorsWriter.Write(path, new Dictionary<string, string> { ["k"] = "v" },
                [("w", TensorType.BF16, [2, 3], new byte[12]), ("four", TensorType.F4, [3, 2], new byte[3]), ("six", TensorType.F6_E2M3, [4], new byte[3])]);
            var report = Checked.Run(File.ReadAllBytes(path), "model.safetensors");
            Assert.Empty(report.Findings);
            Assert.Equal([("w", "BF16", 12L, 6L), ("six", "F6_E2M3", 3, 4), ("four", "F4", 3, 6)],
                report.Tensors.Select(t => (t.Name, t.Type.ToString(), t.ByteLength, t.ElementCount)));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("", 0, "safetensors.header-length")]
    [InlineData("[]", 0, "safetensors.header")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]},\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[1,2]}}", 2, "safetensors.duplicate")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[1]}}", 1, "safetensors.field")]
    [InlineData("{\"a\":{\"dtype\":\"U9\",\"shape\":[1],\"data_offsets\":[0,1]}}", 1, "safetensors.dtype")]
    [InlineData("{\"a\":{\"dtype\":\"F4\",\"shape\":[3],\"data_offsets\":[0,1]}}", 1, "safetensors.shape")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,1]}}", 1, "safetensors.shape")]
    [InlineData("{\"a\":{\"dtype\":\"F64\",\"shape\":[2305843009213693952],\"data_offsets\":[0,1]}}", 1, "safetensors.shape")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,1]}}", 1, "safetensors.span")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[1,2]}}", 2, "safetensors.hole")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]},\"b\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[1,3]}}", 3, "safetensors.overlap")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]}}", 1, "safetensors.cut-off")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]}}", 3, "safetensors.trailing")]
    public void SafetensorsCheck_each_rule(string header, int data, string code)
    {
        var length = BitConverter.GetBytes((long)header.Length);
        byte[] file = header.Length == 0 ? [1, 2, 3] : [.. length, .. Pickled.Of(header), .. new byte[data]];
        var report = Checked.Run(file, "m.safetensors");
        Assert.Contains(code, report.Codes());
        Assert.NotNull(report.Findings.Single(f => f.Code == code).Place.Byte);
    }
}
