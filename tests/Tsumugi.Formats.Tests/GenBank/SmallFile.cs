using System.IO.Compression;
using System.Text;
using Tsumugi.Formats.GenBank;
using Tsumugi.Formats.Genes;

namespace Tsumugi.Formats.Tests.GenBank;

/// <summary>A valid file of two small records, to be bent by tests.</summary>
internal static class SmallFile
{
    public const string Text = """
        LOCUS       TEST_1                   120 bp    DNA     circular BCT 01-JAN-2026
        DEFINITION  A made-up record
                    on two lines.
        ACCESSION   TEST_1 OLD_1
        VERSION     TEST_1.2
        DBLINK      BioProject: PRJNA1
                    Assembly: GCF_000000001.1
        SOURCE      Examplia parva
          ORGANISM  Examplia parva
                    Bacteria; Made up.
        COMMENT     LOCUS is a word that may stand here.

        FEATURES             Location/Qualifiers
             source          1..120
                             /organism="Examplia parva"
             gene            1..12
                             /locus_tag="T_1"
             CDS             1..12
                             /locus_tag="T_1"
                             /note="a ""quoted"" word on a line that goes
                             on /here"
                             /codon_start=1
                             /transl_table=11
                             /product="first protein"
                             /protein_id="P_1.1"
                             /db_xref="GI:1"
                             /db_xref="InterPro:IPR000001"
                             /translation="MK
                             T"
             CDS             complement(join(13..15,
                             20..25))
                             /locus_tag="T_2"
                             /transl_table=11
                             /product="second"
                             /translation="MF"
             CDS             40..50
                             /locus_tag="T_3"
                             /pseudo
        CONTIG      join(OTHER.1:1..120)
        ORIGIN      
                1 atgaaaacgt aattacccga aacataaaaa aaaaaaaaaa aaaaaaaaaa nnnnnnnnnn
               61 acgtacgtac gtacgtacgt acgtacgtac gtacgtacgt acgtacgtac gtacgtacgt
        //
        LOCUS       TEST_2                     6 bp    DNA     linear   BCT 01-JAN-2026
        ACCESSION   TEST_2
        FEATURES             Location/Qualifiers
             source          1..6
        ORIGIN
                1 acgtac
        //

        """;

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    public static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            gzip.Write(bytes);
        return packed.ToArray();
    }

    public static Task<QualityReport> ImportAsync(byte[] file, GenBankOptions? options = null) =>
        ImportAsync(new MemoryStream(file), options);

    public static async Task<QualityReport> ImportAsync(Stream file, GenBankOptions? options = null)
    {
        using var table = new MemoryStream();
        return await GeneImport.RunAsync(file, "small.gbk", table, options ?? GenBankOptions.Default, null, TestContext.Current.CancellationToken);
    }

    public static async Task<(QualityReport Report, List<Gene> Genes)> GenesAsync(byte[] file, GenBankOptions? options = null)
    {
        var ct = TestContext.Current.CancellationToken;
        using var table = new MemoryStream();
        var report = await GeneImport.RunAsync(new MemoryStream(file), "small.gbk", table, options ?? GenBankOptions.Default, null, ct);
        table.Position = 0;
        return (report, await GeneTable.ReadAsync(table, ct).ToListAsync(ct));
    }

    /// <summary>A record with one CDS.</summary>
    public static string WithCds(string sequence, string location, string protein, string qualifiers = "") => $"""
        LOCUS       ONE {sequence.Length} bp DNA linear BCT 01-JAN-2026
        VERSION     ONE.1
        FEATURES             Location/Qualifiers
             CDS             {location}
                             /locus_tag="ONE_1"
                             /translation="{protein}"
        {string.Join('\n', qualifiers.Split('|', StringSplitOptions.RemoveEmptyEntries).Select(q => new string(' ', 21) + q))}
        ORIGIN
                1 {sequence}
        //

        """;
}
