using System.IO.Compression;
using System.Text;
using Tsumugi.Formats.Bgzf;
using Tsumugi.Tests.Kit;

namespace Tsumugi.Tests.Datasets.Htsget;

/// <summary>Alignments and variants that samtools and bcftools wrote and indexed, in a folder of their own.</summary>
internal sealed class HtslibFiles : IDisposable
{
    public const int ReadLength = 100;
    public const int References = 2;

    /// <summary>Reads on each of them.</summary>
    public const int OfReference = 4000;

    public string Folder { get; } = Directory.CreateTempSubdirectory("tsumugi-htsget-").FullName;

    public string At(string name) => Path.Combine(Folder, name);

    public byte[] Bytes(string name) => File.ReadAllBytes(At(name));

    public Task<string> RunAsync(string program, params string[] arguments) => HtslibProgram.RunAsync(Folder, null, program, arguments);

    /// <summary>Reads over two references, and some without a place; the index beside it.</summary>
    /// <param name="option">Of <c>samtools index</c>: <c>-b</c> or <c>-c</c>.</param>
    /// <param name="crossing">Whether blocks end wherever they are full, as other programs write them, rather than where records do.</param>
    public async Task<string> BamAsync(string option, bool crossing)
    {
        var random = new Random(7);
        var sam = new StringBuilder("@HD\tVN:1.6\tSO:coordinate\n@SQ\tSN:chr1\tLN:600000\n@SQ\tSN:chr:2\tLN:600000\n@SQ\tSN:chr3\tLN:600000\n");
        string Letters(string from) => string.Concat(Enumerable.Range(0, ReadLength).Select(_ => from[random.Next(from.Length)]));
        for (var reference = 0; reference < References; reference++)
        {
            for (var i = 0; i < OfReference; i++)
                sam.Append(null, $"r{reference}-{i}\t0\t{(reference == 0 ? "chr1" : "chr:2")}\t{1 + (i * 120)}\t60\t{ReadLength}M\t*\t0\t0\t{Letters("ACGT")}\t{Letters("!5?DIX")}\n");
        }

        for (var i = 0; i < 50; i++)
            sam.Append(null, $"u-{i}\t4\t*\t0\t0\t*\t*\t0\t0\t{Letters("ACGT")}\t{Letters("!5?DIX")}\n");
        await File.WriteAllTextAsync(At("reads.sam"), sam.ToString());
        await RunAsync("samtools", "view", "-b", "-o", "reads.bam", "reads.sam");
        if (crossing)
            await CrossAsync("reads.bam");
        await RunAsync("samtools", "index", option, "reads.bam");
        return option == "-c" ? "reads.bam.csi" : "reads.bam.bai";
    }

    /// <param name="output">Of <c>bcftools view -O</c>: <c>z</c> or <c>b</c>.</param>
    public async Task<(string File, string Index)> VariantsAsync(string output, string option)
    {
        var random = new Random(8);
        var vcf = new StringBuilder("##fileformat=VCFv4.2\n##contig=<ID=chr1,length=600000>\n##contig=<ID=chr2,length=600000>\n##contig=<ID=chr3,length=600000>\n##FORMAT=<ID=GT,Number=1,Type=String,Description=\"Genotype\">\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT");
        for (var sample = 0; sample < 60; sample++)
            vcf.Append(null, $"\ts{sample}");
        vcf.Append('\n');
        foreach (var reference in (string[])["chr1", "chr2"])
        {
            for (var i = 0; i < 2000; i++)
            {
                vcf.Append(null, $"{reference}\t{1 + (i * 250)}\t{reference}-{i}\tA\tG\t.\tPASS\t.\tGT");
                for (var sample = 0; sample < 60; sample++)
                    vcf.Append(null, $"\t{random.Next(2)}|{random.Next(2)}");
                vcf.Append('\n');
            }
        }

        await File.WriteAllTextAsync(At("calls.vcf"), vcf.ToString());
        var file = output == "z" ? "calls.vcf.gz" : "calls.bcf";
        await RunAsync("bcftools", "view", "--no-version", "-O", output, "-o", file, "calls.vcf");
        await RunAsync("bcftools", "index", option, file);
        return (file, option == "-t" ? $"{file}.tbi" : $"{file}.csi");
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private async Task CrossAsync(string name)
    {
        await using var expanded = new MemoryStream();
        await using (var file = new GZipStream(File.OpenRead(At(name)), CompressionMode.Decompress))
            await file.CopyToAsync(expanded);
        byte[] whole = [.. BgzfWriter.Pack(expanded.ToArray()), .. BgzfWriter.EndOfFile];
        await File.WriteAllBytesAsync(At(name), whole);
    }
}
