using System.Buffers.Binary;
using System.Text;
using Tsumugi.Formats.Checks;

namespace Tsumugi.Formats.Tests.Checks;

public sealed class PersonalDataTests
{
    private const string Vcf = "##fileformat=VCFv4.2\n##source=x\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO";
    private const string Sam = "@HD\tVN:1.6\n@SQ\tSN:chr1\tLN:10\n@RG\tID:1\tSM:TARO\tPL:x\n@RG\tID:2\tSM:TARO\n@RG\tID:3\tPL:y\tSM:HANAKO\n";

    static PersonalDataTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public static TheoryData<string, string, string> Tables => new()
    {
        { "gene,name,length\nabcA,protein A,12\n", "t.csv", "" },
        { "id,value\n000000000001,0312345678\n000000000002,0312345679\n", "t.csv", "" },
        { "id,p\n123456789012,1.2e-10\n223456789012,+0.123456789\n323456789012,0.1234567890\n", "t.csv", "" },
        { "smiles,y\nC[C@@H](N)C(=O)O,1\nC[C@H]1CC@C,2\n", "t.csv", "" },
        { "gene\tcontact\nx\ttaro@example.ac.jp\n", "t.tsv", "personal.email" },
        { "a,b\n1,\"Taro Yamada <taro.yamada+x@u-tokyo.ac.jp>\"\n", "t.csv", "personal.email" },
        { "a;b\n1;taro@example.jp\n", "t.csv", "personal.email" },
        { "a,b\n1,ｔａｒｏ@example.jp\n", "t.csv", "personal.email" },
        { "a,b\n1,03-1234-5678\n2,090-1234-5678\n", "t.csv", "personal.phone" },
        { "a,b\n1,09012345678\n2,08012345678\n", "t.csv", "personal.phone" },
        { "a,b\n1,(03) 1234-5678\n2,(06) 1234-5678\n", "t.csv", "personal.phone" },
        { "a,b\n1,+81 3 1234 5678\n2,+1 (555) 010-9999\n", "t.csv", "personal.phone" },
        { "a,b\n1,０３-１２３４-５６７８\n2,０３-１２３４-５６７９\n", "t.csv", "personal.phone" },
        { "a,b\n1,123456789018\n2,234567890121\n3,345678901234\n", "t.csv", "personal.my-number" },
        { "a,b\n1,1234-5678-9018\n2,2345 6789 0121\n3,345678901234\n", "t.csv", "personal.my-number" },
        { "id,氏名\n1,山田太郎\n", "t.csv", "personal.column" },
        { "id,生年月日\n1,1990-01-01\n", "t.csv", "personal.column" },
        { "id,Date of Birth\n1,1990-01-01\n", "t.csv", "personal.column" },
        { "id,\"First_Name\"\n1,Taro\n", "t.csv", "personal.column" },
        { "id,氏名（漢字）\n1,山田太郎\n", "t.csv", "personal.column" },
        { "調査票\n\nid,患者ID\n1,A-1\n", "t.csv", "personal.column" },
        { "id,氏名\n1,\n", "t.csv", "" },
        { "id\tPatient ID\n1\tA1\n", "table.txt", "personal.column" },
        { "{\"email\": \"taro@example.jp\"}", "t.json", "" },
        { ">taro@example.jp\nACGT\n", "t.fa", "" },
        { "@r1\nACGT\n+\nIIII\n", "t.fq", "" },
        { $"{Vcf}\n1\t1\t.\tA\tC\t.\t.\t.\n", "t.vcf", "" },
        { $"{Vcf}\tFORMAT\n", "t.vcf", "" },
        { $"{Vcf}\tFORMAT\tNA1\tNA2\n1\t1\t.\tA\tC\t.\t.\t.\tGT\t0/1\t1/1\n", "t.vcf", "personal.genotypes" },
        { "##fileformat=VCFv4.2\n##source=x\n", "t.vcf", "personal.header" },
        { "##fileformat=VCFv4.2\n1\t1\n", "t.vcf", "personal.header" },
        { Sam, "t.sam", "personal.reads" },
        { "@HD\tVN:1.6\n@RG\tID:1\n", "t.sam", "personal.reads-unnamed" },
    };

    [Theory]
    [MemberData(nameof(Tables))]
    public void PersonalDataCheck_each_kind_plain_in_gzip_in_bgzip_and_in_a_zip(string text, string path, string code)
    {
        string[] expected = code.Length == 0 ? [] : [code];
        var bytes = Encoding.UTF8.GetBytes(text);
        foreach (var (file, name) in ((byte[], string)[])[
            (bytes, path), (Zipped.Gzip(bytes), $"{path}.gz"), (Bgzip(bytes), $"{path}.gz"), (Zipped.Of((path, bytes)), "a.zip")])
        {
            var report = Checked.Run(file, name);
            Assert.Equal(expected, report.Codes());
            Checked.AssertSound(report, name);
        }
    }

    [Theory]
    [InlineData(932)]
    [InlineData(1200)]
    [InlineData(65001)]
    public void PersonalDataCheck_tables_of_every_encoding_are_read(int codePage)
    {
        var encoding = Encoding.GetEncoding(codePage);
        byte[] bytes = [.. encoding.GetPreamble(), .. encoding.GetBytes("番号,氏名,メール\r\n1,山田太郎,taro@example.jp\r\n")];
        var report = Checked.Run(bytes, "t.csv");
        Assert.Equal(["personal.column", "personal.email"], report.Codes());
        Assert.Contains(report.Findings, f => f.Text.Ja == "2 列目の見出し「氏名」は個人情報(氏名)を示し、値が 1 件あります。");
    }

    [Fact]
    public void PersonalDataCheck_findings_repeat_no_value()
    {
        var table = "山田太郎,taro@example.jp,090-1234-5678,123456789018\n鈴木花子,hanako@example.jp,090-1234-5679,234567890121\n佐藤一,hajime@example.jp,090-1111-2222,345678901234\n";
        var report = Checked.Run(table, "t.csv");
        Assert.Equal(["personal.email", "personal.my-number", "personal.phone"], report.Codes());
        foreach (var sam in (CheckReport[])[report, Checked.Run(Sam, "t.sam")])
        {
            var said = string.Join('\n', sam.Findings.Select(f => f.ToString() + f.Text.Ja + f.Place));
            Assert.DoesNotMatch("山田|taro|TARO|HANAKO|090|1234|鈴木", said);
        }
    }

    [Fact]
    public void PersonalDataCheck_counts_are_said()
    {
        Assert.Equal("Its reads carry 2 sample names (@RG SM) in 3 read groups.", Checked.Run(Sam, "t.sam").Findings[0].Text.En);
        Assert.Equal("It has the sample columns (genotypes) of 2 individuals.",
            Checked.Run($"{Vcf}\tFORMAT\tNA1\tNA2\n", "t.vcf").Findings[0].Text.En);
        Assert.Equal(3, Checked.Run($"{Vcf}\tFORMAT\tNA1\tNA2\n", "t.vcf").Findings[0].Place.Line);
    }

    [Theory]
    [InlineData("123456789018", true)]
    [InlineData("1234 5678 9018", true)]
    [InlineData("123456789017", false)]
    [InlineData("12345678901", false)]
    [InlineData("1234567890188", false)]
    [InlineData("000000000000", false)]
    [InlineData("", false)]
    public void MyNumber_check_digit_decides(string value, bool expected)
    {
        var row = $"個人番号\n{value}\n";
        Assert.Equal(expected, Checked.Run(row, "t.csv").Codes().Contains("personal.my-number"));
    }

    [Fact]
    public void PersonalDataCheck_bam_is_read_through_its_blocks()
    {
        var bam = Bgzip(Bam(Sam));
        Assert.Equal(["personal.reads"], Checked.Codes(bam, "t.bam"));
        Assert.Equal(["personal.header"], Checked.Codes(Bgzip(Bam(Sam)[..40]), "t.bam"));
        Assert.Equal(["personal.reads-unnamed"], Checked.Codes(Bgzip(Bam("@HD\tVN:1.6\n")), "t.bam"));
    }

    private static byte[] Bam(string header)
    {
        var text = Encoding.ASCII.GetBytes(header);
        var length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, text.Length);
        return [.. "BAM\u0001"u8, .. length, .. text, 0, 0, 0, 0];
    }

    [Theory]
    [InlineData(0, 3, "personal.reads")]
    [InlineData(1, 3, "personal.reads")]
    [InlineData(1, 2, "personal.reads")]
    [InlineData(2, 3, "personal.header-unread")]
    [InlineData(0, 4, "personal.header-unread")]
    public void PersonalDataCheck_cram_header_is_read(byte method, byte major, string code)
    {
        var header = Bam(Sam)[4..^4];
        var stored = method == 1 ? Zipped.Gzip(header) : header;
        byte[] file =
        [
            .. "CRAM"u8, major, 0, .. new byte[20],
            // Container: length, four fields, counter, bases, blocks, one landmark, checksum; then the block.
            0, 1, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 0, 0, 0, 0, 0, 1, 1, 0, .. new byte[major == 3 ? 4 : 0],
            method, 0, 0, .. Itf8(stored.Length), .. Itf8(header.Length), .. stored, 0, 0, 0, 0,
        ];
        Assert.Equal([code], Checked.Codes(file, "t.cram"));
    }

    private static byte[] Itf8(int value) => [(byte)(0x80 | value >> 8), (byte)value];

    /// <summary>One block for each ten bytes, and the empty one at the end.</summary>
    private static byte[] Bgzip(byte[] bytes)
    {
        var blocks = new List<byte>();
        foreach (var part in bytes.Chunk(10).Append([]))
        {
            var plain = Zipped.Gzip(part);
            byte[] body = plain.Length > 10 ? plain[10..] : [3, 0, .. new byte[8]];
            var size = 18 + body.Length - 1;
            blocks.AddRange([0x1F, 0x8B, 8, 4, 0, 0, 0, 0, 0, 0xFF, 6, 0, (byte)'B', (byte)'C', 2, 0, (byte)size, (byte)(size >> 8), .. body]);
        }
        return [.. blocks];
    }
}
