using System.Security.Cryptography;
using Tsumugi.Formats.Safetensors;
using Tsumugi.Merging.Running;
using static Tsumugi.Merging.Tests.ModelsOnDisk;

namespace Tsumugi.Merging.Tests.Running;

public sealed class MergerTests : IDisposable
{
    private const string Dare = """
        merge_method: dare_ties
        base_model: base
        models: [{model: a}, {model: b}]
        parameters: {weight: 0.5, density: 0.4}
        out_dtype: bfloat16
        """;

    private readonly ModelsOnDisk _disk = new();

    public MergerTests()
    {
        var random = new Random(3);
        foreach (var name in (string[])["base", "a", "b"])
            _disk.Add(name, TensorType.F32, [.. Transformer(4).Select(tensor => (tensor.Name, tensor.Shape, Enumerable.Range(0, (int)tensor.Shape.Aggregate(1L, (x, y) => x * y)).Select(_ => random.NextDouble()).ToArray()))]);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _disk.Dispose();

    [Fact]
    public async Task Shards_hold_what_one_file_holds_and_every_hash_is_true()
    {
        using var single = await _disk.MergeAsync(Dare, output: "single", stop: Stop);
        using var sharded = await _disk.MergeAsync(Dare, new() { ShardBytes = 100, Threads = 3 }, "sharded", stop: Stop);
        Assert.True(sharded.Files.Count > 3);
        Assert.All(single.Tensors.Keys, tensor => Assert.Equal(Numbers(single, tensor), Numbers(sharded, tensor)));
        var record = MergeRecord.Parse(await File.ReadAllTextAsync(Path.Combine(_disk.Root, "single", MergeRecord.FileName), Stop));
        Assert.Equal(single.Tensors.Keys.Order(StringComparer.Ordinal), record.Tensors.Select(tensor => tensor.Name).Order(StringComparer.Ordinal));
        foreach (var tensor in record.Tensors)
        {
            var bytes = new byte[single[tensor.Name].ByteLength];
            single.Read(tensor.Name, 0, bytes);
            Assert.Equal(tensor.Sha256, Convert.ToHexStringLower(SHA256.HashData(bytes)));
        }

        Assert.Equal((TensorType.BF16, 1, Dare), (single["norm.weight"].Type, record.Version, record.Configuration));
    }

    [Fact]
    public async Task Interrupted_merge_publishes_nothing_and_goes_on_where_it_stopped()
    {
        var (whole, told) = (await Bytes("whole", _ => { }), new List<string>());
        using var stopping = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _disk.MergeAsync(
            Dare, new() { Threads = 1 }, "resumed", progress => { if (progress.DoneBytes > progress.TotalBytes / 3) stopping.Cancel(); }, stopping.Token));
        Assert.False(Directory.Exists(Path.Combine(_disk.Root, "resumed")));
        var journal = Path.Combine(_disk.Root, ".resumed", "journal.ndjson");
        var before = (await File.ReadAllLinesAsync(journal, Stop)).Length;
        Assert.InRange(before, 1, 9);

        // Half a line, as a kill leaves it.
        await File.AppendAllTextAsync(journal, "[\"nor", Stop);
        Assert.Equal(whole, await Bytes("resumed", progress => told.Add(progress.Tensor)));
        Assert.Equal(10, told.Count);
    }

    [Fact]
    public async Task A_journal_that_promises_what_the_file_lacks_is_not_believed()
    {
        var whole = await Bytes("whole", _ => { });
        using var stopping = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _disk.MergeAsync(
            Dare, new() { Threads = 1 }, "torn", progress => { if (progress.DoneBytes > progress.TotalBytes / 2) stopping.Cancel(); }, stopping.Token));
        var file = Path.Combine(_disk.Root, ".torn", "model.safetensors");
        using (var handle = File.OpenHandle(file, access: FileAccess.Write))
            RandomAccess.Write(handle, new byte[300], RandomAccess.GetLength(handle) - 700);
        Assert.Equal(whole, await Bytes("torn", _ => { }));
    }

    [Fact]
    public async Task Another_configuration_does_not_go_on_with_the_first_ones_work()
    {
        using var stopping = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _disk.MergeAsync(Dare, new() { Threads = 1 }, "changed", _ => stopping.Cancel(), stopping.Token));
        using var changed = await _disk.MergeAsync(Dare.Replace("0.4", "0.9", StringComparison.Ordinal), output: "changed", stop: Stop);
        using var fresh = await _disk.MergeAsync(Dare.Replace("0.4", "0.9", StringComparison.Ordinal), output: "fresh", stop: Stop);
        Assert.All(fresh.Tensors.Keys, tensor => Assert.Equal(Numbers(fresh, tensor), Numbers(changed, tensor)));
    }

    [Fact]
    public async Task A_taken_place_is_refused_and_left_alone()
    {
        Directory.CreateDirectory(Path.Combine(_disk.Root, "taken"));
        _disk.Put("taken", "mine", "keep");
        await Assert.ThrowsAsync<IOException>(() => _disk.MergeAsync(Dare, output: "taken", stop: Stop));
        Assert.Equal("keep", await File.ReadAllTextAsync(Path.Combine(_disk.Root, "taken", "mine"), Stop));
    }

    [Fact]
    public async Task Regression_mean_and_fisher_read_their_files_and_average_the_rest()
    {
        foreach (var (name, value) in ((string, double)[])[("x", 1), ("y", 3)])
        {
            _disk.Add(name, value, ("w.weight", [1, 2]), ("b", [2]));
            _disk.Add("statistics", TensorType.F64, ("w.weight", [2, 2], value == 1 ? [3, 0, 0, 1] : [1, 0, 0, 3]));
            File.Move(Path.Combine(_disk.Root, "statistics", "model.safetensors"), Path.Combine(_disk.Root, name, "gram.safetensors"));
            _disk.Add("statistics", TensorType.F32, ("w.weight", [1, 2], value == 1 ? [3, 1] : [1, 3]));
            File.Move(Path.Combine(_disk.Root, "statistics", "model.safetensors"), Path.Combine(_disk.Root, name, "fisher.safetensors"));
        }

        foreach (var method in (string[])["regression_mean", "fisher"])
        {
            using var merged = await _disk.MergeAsync($"merge_method: {method}\nmodels: [{{model: x}}, {{model: y}}]\n", output: method, stop: Stop);
            Assert.Equal([1.5, 2.5], Numbers(merged, "w.weight").Select(number => Math.Round(number, 5)));
            Assert.Equal([2, 2], Numbers(merged, "b"));
        }
    }

    private async Task<byte[]> Bytes(string output, Action<MergeProgress> told)
    {
        (await _disk.MergeAsync(Dare, new() { Threads = 2 }, output, told, Stop)).Dispose();
        return await File.ReadAllBytesAsync(Path.Combine(_disk.Root, output, "model.safetensors"), Stop);
    }
}
