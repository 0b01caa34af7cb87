namespace Tsumugi.Formats.Checks.Sniffing;

/// <summary>What a file is, by its first bytes and, for texts, its name.</summary>
public enum FileKind
{
    Unknown,
    Empty,
    Safetensors,
    Pickle,
    TorchZip,
    Npy,
    Zip,
    Tar,
    Gzip,
    Bgzf,

    /// <summary>bzip2, xz, zstd, 7z, rar, lz4: compressed in a way that the checks do not undo.</summary>
    UnreadArchive,
    Parquet,
    Hdf5,

    /// <summary>HDF5 under a name that ends in .h5ad.</summary>
    AnnData,
    Bam,
    Bcf,
    Cram,
    Sam,
    Vcf,
    Csv,
    Tsv,
    Fasta,
    Fastq,
    GenBank,
    Gff,
    Tiff,
    Png,
    Jpeg,
    Json,
    Text,
}

/// <param name="Inner">What the bytes are once gzip is undone; null for other kinds.</param>
public sealed record FileSniff(FileKind Kind, FileKind? Inner = null);
