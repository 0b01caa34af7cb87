namespace Tsumugi.Datasets.Metadata;

/// <summary>Media types of files by their ending: registered ones, and what the field uses where none is registered.</summary>
public static class MediaTypes
{
    private static readonly Dictionary<string, string> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        [".parquet"] = "application/vnd.apache.parquet",
        [".csv"] = "text/csv",
        [".tsv"] = "text/tab-separated-values",
        [".json"] = "application/json",
        [".jsonl"] = "application/jsonl",
        [".md"] = "text/markdown",
        [".txt"] = "text/plain",
        [".xml"] = "application/xml",
        [".yaml"] = "application/yaml",
        [".yml"] = "application/yaml",
        [".gz"] = "application/gzip",
        [".zip"] = "application/zip",
        [".tar"] = "application/x-tar",
        [".h5"] = "application/vnd.hdfgroup.hdf5",
        [".h5ad"] = "application/vnd.hdfgroup.hdf5",
        [".hdf5"] = "application/vnd.hdfgroup.hdf5",
        [".gbk"] = "chemical/seq-na-genbank",
        [".gb"] = "chemical/seq-na-genbank",
        [".fasta"] = "chemical/seq-na-fasta",
        [".fa"] = "chemical/seq-na-fasta",
        [".fna"] = "chemical/seq-na-fasta",
        [".faa"] = "chemical/seq-aa-fasta",
        [".pdb"] = "chemical/x-pdb",
        [".cif"] = "chemical/x-mmcif",
        [".pdf"] = "application/pdf",
        [".png"] = "image/png",
        [".jpg"] = "image/jpeg",
        [".jpeg"] = "image/jpeg",
        [".tif"] = "image/tiff",
        [".tiff"] = "image/tiff",
    };

    public static string Of(string path) => Known.GetValueOrDefault(Path.GetExtension(path), "application/octet-stream");
}
