namespace Tsumugi.Formats.Checks.Sniffing;

/// <summary>Whether a file's name and content agree: a program behind a picture's name deceives people and filters.</summary>
public sealed class KindCheck : IFileCheck
{
    // The oldest protocols of pickle look like text.
    private static readonly Dictionary<string, FileKind[]> Expected = new(StringComparer.OrdinalIgnoreCase)
    {
        [".safetensors"] = [FileKind.Safetensors],
        [".pkl"] = [FileKind.Pickle, FileKind.Unknown, FileKind.Text],
        [".pickle"] = [FileKind.Pickle, FileKind.Unknown, FileKind.Text],
        [".pt"] = [FileKind.TorchZip, FileKind.Pickle],
        [".pth"] = [FileKind.TorchZip, FileKind.Pickle],
        [".npy"] = [FileKind.Npy],
        [".npz"] = [FileKind.Zip],
        [".zip"] = [FileKind.Zip],
        [".tar"] = [FileKind.Tar],
        [".gz"] = [FileKind.Gzip, FileKind.Bgzf],
        [".tgz"] = [FileKind.Gzip],
        [".parquet"] = [FileKind.Parquet],
        [".h5"] = [FileKind.Hdf5],
        [".h5ad"] = [FileKind.AnnData],
        [".bam"] = [FileKind.Bam],
        [".bcf"] = [FileKind.Bcf],
        [".cram"] = [FileKind.Cram],
        [".sam"] = [FileKind.Sam],
        [".vcf"] = [FileKind.Vcf],
        [".csv"] = [FileKind.Csv],
        [".tsv"] = [FileKind.Tsv],
        [".fa"] = [FileKind.Fasta],
        [".fasta"] = [FileKind.Fasta],
        [".fna"] = [FileKind.Fasta],
        [".faa"] = [FileKind.Fasta],
        [".fq"] = [FileKind.Fastq],
        [".fastq"] = [FileKind.Fastq],
        [".gb"] = [FileKind.GenBank],
        [".gbk"] = [FileKind.GenBank],
        [".tif"] = [FileKind.Tiff],
        [".tiff"] = [FileKind.Tiff],
        [".png"] = [FileKind.Png],
        [".jpg"] = [FileKind.Jpeg],
        [".jpeg"] = [FileKind.Jpeg],
        [".json"] = [FileKind.Json],
    };

    public string Name => "kind";

    public void Check(Stream file, string path, Findings findings, CancellationToken ct)
    {
        var (kind, place) = (FileSniffer.Sniff(file, path).Kind, new Place { File = path });
        var ending = Path.GetExtension(path);
        if (kind == FileKind.Empty)
            findings.Add(KindRules.Empty.At(place));
        else if (Expected.TryGetValue(ending, out var kinds) && !kinds.Contains(kind))
            findings.Add(KindRules.Mismatch.At(place, Place.Short(ending), kind));
    }
}
