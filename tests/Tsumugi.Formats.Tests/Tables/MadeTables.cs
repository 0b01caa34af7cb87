using System.IO.Compression;
using System.Text;
using Parquet;
using Parquet.Schema;
using PureHDF;

namespace Tsumugi.Formats.Tests.Tables;

/// <summary>Small tables in every format that is read.</summary>
internal static class MadeTables
{
    /// <summary>Rows numbered from 0 in groups; a text that is missing in every third, a list that grows.</summary>
    public static async Task<byte[]> ParquetAsync(int groups, int rowsPerGroup)
    {
        var (id, name, score, flag, list) = (new DataField<long>("id"), new DataField<string>("name"), new DataField<double?>("score"), new DataField<bool>("flag"), new DataField<int[]>("list"));
        using var bytes = new MemoryStream();
        await using (var writer = await ParquetWriter.CreateAsync(new ParquetSchema(id, name, score, flag, list), bytes))
        {
            for (var group = 0; group < groups; group++)
            {
                using var made = writer.CreateRowGroup();
                var numbers = Enumerable.Range(group * rowsPerGroup, rowsPerGroup).ToArray();
                await made.WriteAsync<long>(id, numbers.Select(n => (long)n).ToArray());
                await made.WriteAsync(name, numbers.Select(n => n % 3 == 0 ? null! : $"row {n}").ToArray());
                await made.WriteAsync<double>(score, numbers.Select(n => n % 2 == 0 ? (double?)(n / 2.0) : null).ToArray());
                await made.WriteAsync<bool>(flag, numbers.Select(n => n % 2 == 0).ToArray());
                await made.WriteAsync<int>(list, numbers.SelectMany(n => new[] { n, n + 1 }).ToArray(), repetitionLevels: numbers.SelectMany(_ => Enumerable.Range(0, 2)).ToArray());
            }
        }

        return bytes.ToArray();
    }

    public static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    public static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(bytes);
        return packed.ToArray();
    }

    /// <summary>AnnData as it is written today: columns in groups, categories apart, X sparse, one layer.</summary>
    public static byte[] AnnData()
    {
        var path = Path.GetTempFileName();
        try
        {
            new H5File
            {
                ["X"] = new H5Group
                {
                    Attributes = { ["encoding-type"] = "csr_matrix", ["shape"] = new long[] { 4, 3 } },
                    ["data"] = new float[] { 1, 2, 3 },
                    ["indices"] = new[] { 0, 1, 2 },
                    ["indptr"] = new[] { 0, 1, 2, 3, 3 },
                },
                ["obs"] = new H5Group
                {
                    Attributes = { ["_index"] = "_index", ["column-order"] = new[] { "cell_type", "n_counts" } },
                    ["_index"] = new[] { "c1", "c2", "c3", "c4" },
                    ["cell_type"] = new H5Group { ["codes"] = new sbyte[] { 0, 1, -1, 0 }, ["categories"] = new[] { "T", "B" } },
                    ["n_counts"] = new[] { 1.5f, 2.5f, 3.5f, 4.5f },
                },
                ["var"] = new H5Group
                {
                    Attributes = { ["_index"] = "_index", ["column-order"] = new[] { "n_cells" } },
                    ["_index"] = new[] { "g1", "g2", "g3" },
                    ["n_cells"] = new long[] { 7, 8, 9 },
                },
                ["layers"] = new H5Group { ["counts"] = new float[4, 3] },
            }.Write(path);
            return File.ReadAllBytes(path);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
