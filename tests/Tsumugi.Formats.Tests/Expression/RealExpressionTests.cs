using PureHDF;
using Tsumugi.Formats.Expression;

namespace Tsumugi.Formats.Tests.Expression;

public sealed class RealExpressionTests
{
    [Theory]
    [InlineData("cell/10x_filtered_feature_bc_matrix_3.0.0.h5", null, 1107, 507, 23866)]
    [InlineData("cell/10x_pbmc68k_reduced.h5ad", "raw", 700, 765, 174400)]
    [InlineData("cell/10x_pbmc68k_reduced.h5ad", null, 700, 765, 0)]
    [InlineData("cell/tabula_muris_train_4000x2000.h5", null, 4000, 2000, 0)]
    public void Cells_genes_and_entries_are_those_of_the_file(string name, string? part, int cells, int genes, int entries)
    {
        var path = RealData.Path(name);
        using var matrix = ExpressionMatrix.Open(path, new() { Matrix = part, BlockBytes = 1 << 20 });
        Assert.Equal((cells, genes), (matrix.CellCount, matrix.Genes.Count));
        var (seen, sum, found) = (0L, 0.0, 0);
        foreach (var block in matrix.Blocks(TestContext.Current.CancellationToken))
        {
            Assert.Equal(seen, block.First);
            seen += block.Count;
            for (var i = 0; i < block.Count; i++)
            {
                found += block.Genes(i).Length;
                foreach (var value in block.Values(i))
                    sum += value;
            }
        }

        Assert.Equal(cells, seen);
        if (entries > 0)
            Assert.Equal(entries, found);
        Assert.Equal(Sum(path, part), sum, tolerance: Math.Abs(sum) * 1e-6 + 1e-3);
    }

    [Fact]
    public void TabulaMuris_cells_are_those_of_the_labels()
    {
        using var matrix = ExpressionMatrix.Open(RealData.Path("cell/tabula_muris_train_4000x2000.h5"));
        var labelled = File.ReadLines(RealData.Path("cell/tabula_muris_train_labels.txt")).Select(line => line.Split('\t')[0]).ToHashSet();
        Assert.Equal(labelled, matrix.Blocks(TestContext.Current.CancellationToken).SelectMany(block => block.Ids()).ToHashSet()!);
    }

    [Fact]
    public void Old_layout_decodes_its_categories()
    {
        using var matrix = ExpressionMatrix.Open(RealData.Path("cell/10x_pbmc68k_reduced.h5ad"), new() { Matrix = "raw" });
        Assert.Contains("bulk_labels", matrix.Columns);
        var labels = matrix.Blocks(TestContext.Current.CancellationToken).SelectMany(block => block.Column("bulk_labels")).ToList();
        Assert.Equal(700, labels.Count);
        Assert.Equal(10, labels.Distinct().Count());
        Assert.Contains("CD14+ Monocyte", labels);
    }

    /// <summary>The sum of the whole matrix, read by the library alone.</summary>
    private static double Sum(string path, string? part)
    {
        using var file = H5File.OpenRead(path);
        if (file.LinkExists("matrix"))
            return file.Dataset("matrix/data").Read<int[]>().Sum(value => (double)value);
        if (file.LinkExists("dge"))
            return file.Dataset("dge/block0_values").Read<long[,]>().Cast<long>().Sum(value => (double)value);
        return part == "raw" ? file.Dataset("raw.X/data").Read<float[]>().Sum(value => (double)value) : file.Dataset("X").Read<float[,]>().Cast<float>().Sum(value => (double)value);
    }
}
