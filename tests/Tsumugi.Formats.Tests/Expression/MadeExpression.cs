using System.Globalization;
using System.Text;
using PureHDF;
using Tsumugi.Formats.Expression;
using Tsumugi.Formats.Tests.Tables;

namespace Tsumugi.Formats.Tests.Expression;

/// <summary>One matrix written in every way that is read.</summary>
internal sealed class MadeExpression(float[,] values)
{
    public static readonly string[] Ways = ["csr", "csc", "dense", "oldcsr", "tenx3", "tenx2", "mtx", "mtx.gz", "mtx-shuffled", "pandas"];

    private int Cells => values.GetLength(0);
    private int Genes => values.GetLength(1);
    private string[] Barcodes => [.. Enumerable.Range(0, Cells).Select(i => $"cell{i}")];
    private string[] Ids => [.. Enumerable.Range(0, Genes).Select(i => $"ENSG{i:D5}")];

    public string Write(TemporaryFolder folder, string way)
    {
        var path = folder.At(way.StartsWith("mtx", StringComparison.Ordinal) ? way : $"{way}.h5ad");
        switch (way)
        {
            case "csr": AnnData(Sparse(byCell: true, "csr_matrix")).Write(path); break;
            case "csc": AnnData(Sparse(byCell: false, "csc_matrix")).Write(path); break;
            case "dense": AnnData(values).Write(path); break;
            case "oldcsr": AnnData(Sparse(byCell: true, "csr", "h5sparse_format", "h5sparse_shape")).Write(path); break;
            case "tenx3": TenX3().Write(path); break;
            case "tenx2": TenX2().Write(path); break;
            case "pandas": Pandas().Write(path); break;
            default: Folder(path, way); break;
        }

        return path;
    }

    /// <summary>Names, genes and values as plain lists, to compare.</summary>
    public static List<string> Plain(ExpressionMatrix matrix)
    {
        var cells = new List<string>();
        foreach (var block in matrix.Blocks())
        {
            var ids = block.Ids();
            for (var i = 0; i < block.Count; i++)
            {
                var text = new StringBuilder(ids[i]);
                for (var at = 0; at < block.Genes(i).Length; at++)
                    text.Append(CultureInfo.InvariantCulture, $" {matrix.Genes[block.Genes(i)[at]].Id}={block.Values(i)[at]}");
                cells.Add(text.ToString());
            }
        }

        return cells;
    }

    public List<string> Expected() => [.. Enumerable.Range(0, Cells).Select(cell => string.Join(' ', Enumerable.Range(0, Genes)
        .Where(gene => values[cell, gene] != 0)
        .Select(gene => string.Create(CultureInfo.InvariantCulture, $"{Ids[gene]}={values[cell, gene]}"))
        .Prepend(Barcodes[cell])))];

    private H5File AnnData(object x) => new()
    {
        ["X"] = x,
        ["obs"] = new H5Group
        {
            Attributes = { ["_index"] = "barcode", ["column-order"] = new[] { "label" } },
            ["barcode"] = Barcodes,
            ["label"] = Barcodes.Select(name => name + "!").ToArray(),
        },
        ["var"] = new H5Group
        {
            Attributes = { ["_index"] = "symbol", ["column-order"] = new[] { "gene_ids" } },
            ["symbol"] = Ids.Select(id => id.ToLowerInvariant()).ToArray(),
            ["gene_ids"] = Ids,
        },
    };

    private H5Group Sparse(bool byCell, string format, string formatName = "encoding-type", string shapeName = "shape")
    {
        var (bounds, indices, data) = Compress(byCell);
        return new()
        {
            Attributes = { [formatName] = format, [shapeName] = new long[] { Cells, Genes } },
            ["data"] = data,
            ["indices"] = indices,
            ["indptr"] = bounds,
        };
    }

    private (int[] Bounds, int[] Indices, float[] Data) Compress(bool byCell)
    {
        var (bounds, indices, data) = (new List<int> { 0 }, new List<int>(), new List<float>());
        for (var major = 0; major < (byCell ? Cells : Genes); major++)
        {
            for (var minor = 0; minor < (byCell ? Genes : Cells); minor++)
            {
                var value = byCell ? values[major, minor] : values[minor, major];
                if (value == 0)
                    continue;
                indices.Add(minor);
                data.Add(value);
            }

            bounds.Add(indices.Count);
        }

        return ([.. bounds], [.. indices], [.. data]);
    }

    private H5File TenX3()
    {
        var (bounds, indices, data) = Compress(byCell: true);
        return new()
        {
            ["matrix"] = new H5Group
            {
                ["barcodes"] = Barcodes,
                ["data"] = data.Select(value => (int)value).ToArray(),
                ["indices"] = indices.Select(index => (long)index).ToArray(),
                ["indptr"] = bounds.Select(bound => (long)bound).ToArray(),
                ["shape"] = new[] { Genes, Cells },
                ["features"] = new H5Group { ["id"] = Ids, ["name"] = Ids, ["feature_type"] = Ids.Select(_ => "Gene Expression").ToArray() },
            },
        };
    }

    private H5File TenX2()
    {
        var (bounds, indices, data) = Compress(byCell: true);
        return new()
        {
            ["GRCh38"] = new H5Group
            {
                ["barcodes"] = Barcodes,
                ["data"] = data,
                ["indices"] = indices,
                ["indptr"] = bounds,
                ["shape"] = new[] { Genes, Cells },
                ["genes"] = Ids,
                ["gene_names"] = Ids,
            },
        };
    }

    private H5File Pandas()
    {
        var turned = new long[Genes, Cells];
        for (var gene = 0; gene < Genes; gene++)
        {
            for (var cell = 0; cell < Cells; cell++)
                turned[gene, cell] = (long)values[cell, gene];
        }

        return new() { ["dge"] = new H5Group { ["axis0"] = Barcodes, ["axis1"] = Ids, ["block0_items"] = Barcodes, ["block0_values"] = turned } };
    }

    private void Folder(string path, string way)
    {
        Directory.CreateDirectory(path);
        var entries = Enumerable.Range(0, Cells).SelectMany(cell => Enumerable.Range(0, Genes), (cell, gene) => (cell, gene))
            .Where(at => values[at.cell, at.gene] != 0).ToList();
        if (way == "mtx-shuffled")
            entries = [.. entries.OrderBy(at => at.gene * 7919 % 31).ThenByDescending(at => at.cell)];
        var matrix = $"%%MatrixMarket matrix coordinate integer general\n%made\n{Genes} {Cells} {entries.Count}\n"
            + string.Concat(entries.Select(at => string.Create(CultureInfo.InvariantCulture, $"{at.gene + 1} {at.cell + 1} {values[at.cell, at.gene]}\n")));
        Put("matrix.mtx", matrix);
        Put("barcodes.tsv", string.Concat(Barcodes.Select(name => name + "\n")));
        Put(way == "mtx" ? "genes.tsv" : "features.tsv", string.Concat(Ids.Select(id => $"{id}\t{id.ToLowerInvariant()}\tGene Expression\n")));

        void Put(string name, string text)
        {
            if (way == "mtx.gz")
                File.WriteAllBytes(Path.Combine(path, name + ".gz"), MadeTables.Gzip(Encoding.UTF8.GetBytes(text)));
            else
                File.WriteAllText(Path.Combine(path, name), text);
        }
    }
}
