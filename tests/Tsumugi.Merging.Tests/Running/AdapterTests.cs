using Tsumugi.Formats;
using Tsumugi.Formats.Safetensors;
using Tsumugi.Merging.Running;
using static Tsumugi.Merging.Tests.ModelsOnDisk;

namespace Tsumugi.Merging.Tests.Running;

/// <summary>LoRA adapters in PEFT's format are put onto the models that the configuration names with them.</summary>
public sealed class AdapterTests : IDisposable
{
    private const string Config = """{"peft_type":"LORA","r":2,"lora_alpha":4,"bias":"none"}""";
    private const string Down = "base_model.model.layer.0.q.lora_A.weight", Up = "base_model.model.layer.0.q.lora_B.weight";

    private readonly ModelsOnDisk _disk = new();

    public AdapterTests()
    {
        _disk.Add("a", TensorType.F32, ("layer.0.q.weight", [3, 2], [1, 2, 3, 4, 5, 6]), ("layer.0.q.bias", [3], [7, 8, 9]));
        _disk.Add("b", TensorType.F32, ("layer.0.q.weight", [3, 2], [0, 0, 0, 0, 0, 0]), ("layer.0.q.bias", [3], [1, 1, 1]));
        Adapter("lora", Config, (Down, [2, 2], [1, 0, 2, 1]), (Up, [3, 2], [1, 1, 0, 3, 2, 0]));
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _disk.Dispose();

    /// <summary>B·A = [[3, 1], [6, 3], [2, 0]], times 4 / 2.</summary>
    [Theory]
    [InlineData("merge_method: passthrough\nmodels: [{model: a+lora}]", new double[] { 7, 4, 15, 10, 9, 6 }, 7.0)]
    [InlineData("merge_method: linear\nmodels: [{model: a+lora, parameters: {weight: 1}}, {model: b, parameters: {weight: 1}}]", new double[] { 3.5, 2, 7.5, 5, 4.5, 3 }, 4.0)]
    [InlineData("merge_method: task_arithmetic\nbase_model: a\nmodels: [{model: a+lora, parameters: {weight: 0.5}}]", new double[] { 4, 3, 9, 7, 7, 6 }, 7.0)]
    public async Task Adapter_is_added_as_its_paper_says(string yaml, double[] expected, double bias)
    {
        using var made = await _disk.MergeAsync(yaml, stop: Stop);
        Assert.Equal(expected, Numbers(made, "layer.0.q.weight"));
        Assert.Equal(bias, Numbers(made, "layer.0.q.bias")[0]);
        var record = MergeRecord.Parse(await File.ReadAllTextAsync(Path.Combine(_disk.Root, "out", MergeRecord.FileName), Stop));
        Assert.Equal("a+lora", record.Inputs["a+lora"]);
    }

    [Fact]
    public async Task Scale_by_the_root_of_the_rank_and_transposed_matrices_are_known()
    {
        _disk.Add("conv1d", TensorType.F32, ("layer.0.q.weight", [2, 3], [1, 3, 5, 2, 4, 6]));
        Adapter("turned", """{"peft_type":"LORA","lora_alpha":2.8284271247461903,"use_rslora":true,"fan_in_fan_out":true}""", (Down, [2, 2], [1, 0, 2, 1]), (Up, [3, 2], [1, 1, 0, 3, 2, 0]));
        using var made = await _disk.MergeAsync("merge_method: passthrough\nmodels: [{model: conv1d+turned}]", stop: Stop);
        Assert.Equal([7, 15, 9, 4, 10, 6], Numbers(made, "layer.0.q.weight").Select(number => Math.Round(number, 5)));
    }

    [Fact]
    public async Task Parts_and_threads_give_the_same_bits()
    {
        const int Rows = 70, Columns = 3000, Rank = 3;
        var random = new Random(5);
        double[] Some(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextDouble() - 0.5)];
        _disk.Add("large", TensorType.F32, ("layer.0.q.weight", [Rows, Columns], Some(Rows * Columns)));
        Adapter("wide", Config, (Down, [Rank, Columns], Some(Rank * Columns)), (Up, [Rows, Rank], Some(Rows * Rank)));
        const string Yaml = "merge_method: passthrough\nmodels: [{model: large+wide}]";
        using var one = await _disk.MergeAsync(Yaml, new() { Threads = 1 }, "one", stop: Stop);
        using var many = await _disk.MergeAsync(Yaml, new() { Threads = 4, MemoryBytes = 1 << 20 }, "many", stop: Stop);
        Assert.Equal(Numbers(one, "layer.0.q.weight"), Numbers(many, "layer.0.q.weight"));
        Assert.NotEqual(Numbers(_disk.Open("large"), "layer.0.q.weight"), Numbers(one, "layer.0.q.weight"));
    }

    [Fact]
    public void Adapter_that_does_not_fit_is_refused_with_what_it_changes()
    {
        Adapter("elsewhere", Config, (Down.Replace(".0.", ".7.", StringComparison.Ordinal), [2, 2], [1, 0, 2, 1]), (Up.Replace(".0.", ".7.", StringComparison.Ordinal), [3, 2], [1, 1, 0, 3, 2, 0]));
        Adapter("longer", Config, (Down, [2, 5], new double[10]), (Up, [3, 2], new double[6]));
        Assert.Contains("the adapter 'elsewhere' changes 'layer.7.q.weight', which the model does not have", Assert.Single(_disk.Conflicts("merge_method: passthrough\nmodels: [{model: a+elsewhere}]")), StringComparison.Ordinal);
        Assert.Contains("as [3, 5], and the model has [3, 2]", Assert.Single(_disk.Conflicts("merge_method: passthrough\nmodels: [{model: a+longer}]")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"peft_type":"IA3","lora_alpha":1}""", "'IA3' is no LORA")]
    [InlineData("""{"peft_type":"LORA","lora_alpha":1,"use_dora":true}""", "DoRA")]
    [InlineData("""{"peft_type":"LORA","lora_alpha":1,"alpha_pattern":{"q":2}}""", "scales by module")]
    [InlineData("""{"peft_type":"LORA"}""", "lora_alpha: a number is expected")]
    [InlineData("""{"peft_type":1}""", "no JSON of an adapter")]
    [InlineData("[", "no JSON of an adapter")]
    public void Other_adapters_are_refused(string config, string words)
    {
        Adapter("other", config, (Down, [2, 2], [1, 0, 2, 1]), (Up, [3, 2], [1, 1, 0, 3, 2, 0]));
        Assert.Contains(words, Assert.Throws<InvalidFileException>(() => _disk.Plan("merge_method: passthrough\nmodels: [{model: a+other}]")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tensors_that_are_no_pairs_are_refused()
    {
        Adapter("half", Config, (Down, [2, 2], [1, 0, 2, 1]));
        Adapter("wrong", Config, (Down, [2, 2], [1, 0, 2, 1]), (Up, [3, 1], [1, 1, 0]));
        Adapter("more", Config, (Down, [2, 2], [1, 0, 2, 1]), (Up, [3, 2], [1, 1, 0, 3, 2, 0]), ("base_model.model.head.weight", [1], [1]));
        foreach (var (name, words) in ((string, string)[])[("half", "there is no"), ("wrong", "are no pair"), ("more", "no part of a pair")])
            Assert.Contains(words, Assert.Throws<InvalidFileException>(() => _disk.Plan($"merge_method: passthrough\nmodels: [{{model: a+{name}}}]")).Message, StringComparison.Ordinal);
        Assert.Contains("The adapter 'b' (b) cannot be read", Assert.Throws<FileNotFoundException>(() => _disk.Plan("merge_method: passthrough\nmodels: [{model: a+b}]")).Message, StringComparison.Ordinal);
    }

    private void Adapter(string name, string config, params (string Name, long[] Shape, double[] Numbers)[] tensors)
    {
        _disk.Write(name, "adapter_model.safetensors", TensorType.F32, tensors);
        _disk.Put(name, "adapter_config.json", config);
    }
}
