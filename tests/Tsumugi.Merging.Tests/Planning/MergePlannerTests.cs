using Tsumugi.Formats.Safetensors;
using static Tsumugi.Merging.Tests.ModelsOnDisk;

namespace Tsumugi.Merging.Tests.Planning;

public sealed class MergePlannerTests : IDisposable
{
    private const string Linear = "merge_method: linear\nmodels: [{model: a, parameters: {weight: 0.25}}, {model: b, parameters: {weight: 0.75}}]\n";

    private readonly ModelsOnDisk _disk = new();

    public void Dispose() => _disk.Dispose();

    [Fact]
    public void Every_conflict_is_named_before_a_number_is_read()
    {
        _disk.Add("a", 1, ("x", [2]), ("y", [2, 3]), ("z", [1]));
        _disk.Add("b", 1, ("x", [3]), ("y", [2, 3]), ("w", [1]));
        var conflicts = _disk.Conflicts(Linear);
        Assert.Equal(3, conflicts.Count);
        Assert.Contains("tensor 'x' has different shapes: [2] in 'a', [3] in 'b'", conflicts);
        Assert.Contains("model 'b' has no tensor 'z'", conflicts);
        Assert.Contains(conflicts, conflict => conflict.StartsWith("tensor 'w' is only in 'b'", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("merge_method: linear\nmodels: [{model: a}, {model: b}]", "parameter 'weight' of 'a' is not said")]
    [InlineData("merge_method: linear\nmodels: [{model: a, parameters: {weight: 1}}, {model: b, parameters: {weight: -1}}]", "add up to 0")]
    [InlineData("merge_method: slerp\nbase_model: a\nmodels: [{model: a}]\nparameters: {t: 0.5}", "slerp takes 1 models beside the base, and the configuration has 0")]
    [InlineData("merge_method: della\nbase_model: a\nmodels: [{model: b}]\nparameters: {weight: 1, density: 0.1}", "outside 0 to 1")]
    [InlineData("merge_method: linear\nmodels: [{model: a}, {model: nowhere}]\nparameters: {weight: 1}", "there is no model 'nowhere'")]
    [InlineData("merge_method: passthrough\nslices: [{sources: [{model: a, layer_range: [1, 3]}]}]", "has no layer 2")]
    public void Parameters_and_counts_are_checked(string yaml, string words)
    {
        _disk.Add("a", 1, Transformer(2));
        _disk.Add("b", 2, Transformer(2));
        Assert.Contains(_disk.Conflicts(yaml), conflict => conflict.Contains(words, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Names_of_a_wrapped_model_are_found_and_others_by_table()
    {
        _disk.Add("a", 1, Transformer(1));
        _disk.Add("b", 3, Transformer(1, "model."));
        Assert.Equal(["model 'b': 'model.' is taken from its names"], _disk.Plan(Linear).Notes);
        _disk.Add("c", 3, Transformer(1, "other."));
        using var merged = await _disk.MergeAsync(Linear.Replace("model: b", "model: c", StringComparison.Ordinal) + "names: {c: {other.: ''}}", stop: TestContext.Current.CancellationToken);
        Assert.All(Numbers(merged, "layers.0.norm.weight"), number => Assert.Equal(2.5, number));
    }

    [Fact]
    public async Task Gradients_run_over_layers_and_filters_choose_tensors()
    {
        _disk.Add("a", 0, Transformer(3));
        _disk.Add("b", 1, Transformer(3));
        using var merged = await _disk.MergeAsync("""
            merge_method: linear
            models:
              - {model: a, parameters: {weight: 1}}
              - {model: b, parameters: {weight: [{filter: mlp, value: [0, 1]}, {value: 3}]}}
            parameters: {normalize: false}
            """, stop: TestContext.Current.CancellationToken);
        Assert.Equal([0, 0.5, 1], Enumerable.Range(0, 3).Select(layer => Numbers(merged, $"layers.{layer}.mlp.weight")[0]));
        Assert.Equal(3, Numbers(merged, "layers.1.norm.weight")[0]);
    }

    [Fact]
    public async Task Slices_stack_layers_and_count_them_in_the_description()
    {
        _disk.Add("a", 1, Transformer(3));
        _disk.Add("b", 2, Transformer(3));
        _disk.Put("a", "config.json", """{"num_hidden_layers": 3, "model_type": "x"}""");
        using var merged = await _disk.MergeAsync("""
            merge_method: passthrough
            slices:
              - sources: [{model: a, layer_range: [0, 2]}]
              - sources: [{model: b, layer_range: [1, 3]}]
            """, stop: TestContext.Current.CancellationToken);
        Assert.Equal([1, 1, 2, 2], Enumerable.Range(0, 4).Select(layer => Numbers(merged, $"layers.{layer}.norm.weight")[0]));
        Assert.Equal((1, 2), (Numbers(merged, "embed_tokens.weight")[0], Numbers(merged, "norm.weight")[0]));
        Assert.Contains("\"num_hidden_layers\": 4", await File.ReadAllTextAsync(Path.Combine(_disk.Root, "out", "config.json"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Modules_are_merged_each_by_its_own_weights()
    {
        _disk.Add("a", 0, [.. Transformer(1, "text."), .. Transformer(1, "image.")]);
        _disk.Add("b", 1, [.. Transformer(1, "text."), .. Transformer(1, "image.")]);
        using var merged = await _disk.MergeAsync("""
            merge_method: linear
            modules:
              text: {models: [{model: a, parameters: {weight: 1}}, {model: b, parameters: {weight: 1}}]}
              image: {models: [{model: a, parameters: {weight: 3}}, {model: b, parameters: {weight: 1}}]}
            """, stop: TestContext.Current.CancellationToken);
        Assert.Equal((0.5, 0.25), (Numbers(merged, "text.norm.weight")[0], Numbers(merged, "image.norm.weight")[0]));
    }

    [Fact]
    public void Vocabularies_that_differ_are_refused_by_token()
    {
        _disk.Add("a", 1, Transformer(1));
        _disk.Add("b", 1, Transformer(1));
        _disk.Put("a", "vocab.txt", "p\nq\nr\ns\nt\nu\n");
        _disk.Put("b", "vocab.txt", "p\nr\nq\ns\nt\nu\n");
        Assert.Contains(_disk.Conflicts(Linear), conflict => conflict.Contains("differ, for one in the token 'q' (row 1 and 2)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Vocabularies_of_the_engines_own_must_be_one_and_are_copied()
    {
        _disk.Add("a", 1, Transformer(1));
        _disk.Add("b", 1, Transformer(1));
        _disk.Put("a", "vocabulary.json", "[1]");
        _disk.Put("b", "vocabulary.json", "[2]");
        Assert.Contains(_disk.Conflicts(Linear), conflict => conflict.Contains("(vocabulary.json)", StringComparison.Ordinal));
        _disk.Add("c", 1, Transformer(1));
        _disk.Put("c", "vocabulary.json", "[1]");
        _disk.Put("a", "README.md", "# mine");
        using var merged = await _disk.MergeAsync(Linear.Replace("model: b", "model: c", StringComparison.Ordinal), stop: TestContext.Current.CancellationToken);
        Assert.Equal(["merge.json", "model.safetensors", "vocabulary.json"], Directory.EnumerateFiles(Path.Combine(_disk.Root, "out")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Union_aligns_embeddings_by_token()
    {
        double[] Rows(params double[] firsts) => [.. firsts.SelectMany(first => new[] { first, first + 0.5 })];
        _disk.Add("a", TensorType.F32, ("embed_tokens.weight", [3, 2], Rows(10, 20, 30)), ("w", [1], [1]));
        _disk.Add("b", TensorType.F32, ("embed_tokens.weight", [3, 2], Rows(200, 100, 400)), ("w", [1], [3]));
        _disk.Put("a", "tokenizer.json", """{"added_tokens": [], "model": {"vocab": {"p": 0, "q": 1, "r": 2}}}""");
        _disk.Put("b", "tokenizer.json", """{"added_tokens": [], "model": {"vocab": {"q": 0, "p": 1, "s": 2}}}""");
        _disk.Put("a", "config.json", """{"vocab_size": 3}""");
        using var merged = await _disk.MergeAsync("merge_method: linear\nmodels: [{model: a}, {model: b}]\nparameters: {weight: 1}\ntokenizer: {source: union, pad_to_multiple_of: 4}", stop: TestContext.Current.CancellationToken);

        // p and q are in both; r only in a and s only in b, whose rows stand in for the other's.
        Assert.Equal(Rows(55, 110, 30, 400), Numbers(merged, "embed_tokens.weight"));
        var folder = Path.Combine(_disk.Root, "out");
        Assert.Contains("\"s\"", await File.ReadAllTextAsync(Path.Combine(folder, "tokenizer.json"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Contains("\"vocab_size\": 4", await File.ReadAllTextAsync(Path.Combine(folder, "config.json"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tensors_that_are_no_numbers_must_agree_and_are_copied()
    {
        void Add(string model, byte last)
        {
            Directory.CreateDirectory(Path.Combine(_disk.Root, model));
            SafetensorsWriter.Write(Path.Combine(_disk.Root, model, "model.safetensors"), new Dictionary<string, string>(), [("ids", TensorType.I64, [1], new byte[] { 1, 0, 0, 0, 0, 0, 0, last })]);
        }

        Add("a", 0);
        Add("b", 0);
        Add("c", 9);
        using var merged = await _disk.MergeAsync(Linear, stop: TestContext.Current.CancellationToken);
        Assert.Equal([1], Numbers(merged, "ids"));
        var error = await Assert.ThrowsAsync<UnmergeableTensorException>(() => _disk.MergeAsync(Linear.Replace("model: b", "model: c", StringComparison.Ordinal), output: "other", stop: TestContext.Current.CancellationToken));
        Assert.Contains("'ids'", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_disk.Root, "other")));
    }
}
