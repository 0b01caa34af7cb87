using CsCheck;
using Tsumugi.Formats.Safetensors;
using Tsumugi.Merging.Configuration;

namespace Tsumugi.Merging.Tests.Configuration;

public sealed class ConfigurationReaderTests
{
    /// <summary>The configuration of mergekit's manual, with every way to give a value.</summary>
    public const string Whole = """
        merge_method: ties
        base_model: org/base
        models:
          - model: org/a
            parameters:
              weight: 0.5
              density: [1, 0.7, 0.1]   # gradient over layers
          - model: org/b@main
            parameters:
              density: 0.33
              weight:
                - filter: mlp
                  value: [0, 1e-1]
                - filter: "*"
                  value: 0.5
        parameters:
          normalize: true
          int8_mask: true
        dtype: float32
        out_dtype: bfloat16
        tokenizer:
          source: union
          tokens:
            "<x>": {source: org/a, force: true}
            "<y>": {source: {kind: model_token, model: org/a, token: hello}}
            "<z>": {source: {kind: zero}}
          pad_to_multiple_of: 8
        chat_template: auto
        """;

    [Fact]
    public void Whole_configuration_is_read_as_it_is()
    {
        var read = ConfigurationReader.Read(Whole);
        Assert.Equal(("ties", "org/base", TensorType.F32, TensorType.BF16), (read.Method, read.Base, read.MathType, read.OutType));
        Assert.Equal(["org/base", "org/a", "org/b@main"], read.Models);
        var (a, b) = (read.Modules[0].Slices[0].Sources[0].Parameters, read.Modules[0].Slices[0].Sources[1].Parameters);
        Assert.Equal([1, 0.85, 0.7, 0.4, 0.1], new[] { 0, 0.25, 0.5, 0.75, 1 }.Select(depth => Math.Round(a.Find("density", "x", depth)!.Value, 12)));
        Assert.Equal(0.05, b.Find("weight", "layers.0.mlp.weight", 0.5)!.Value, 1e-12);
        Assert.Equal(0.5, b.Find("weight", "layers.0.attn.weight", 0.5));
        Assert.Equal(1, read.Parameters.Find("normalize", "x", 0));
        Assert.Equal(("union", 8, 3), (read.Tokenizer!.Source, read.Tokenizer.RowMultiple, read.Tokenizer.Tokens.Count));
        Assert.Equal(new("org/a", "hello", null, false, false), read.Tokenizer.Tokens["<y>"]);
    }

    [Fact]
    public void Slices_and_json_are_read()
    {
        var read = ConfigurationReader.Read("""{"merge_method": "passthrough", "slices": [{"sources": [{"model": "a", "layer_range": [0, 16]}]}, {"sources": [{"model": "b", "layer_range": [8, 24]}]}]}""");
        Assert.Equal([(0, 16), (8, 24)], read.Modules[0].Slices.Select(slice => slice.Sources[0].Layers!.Value));
    }

    [Fact]
    public void Every_fault_is_told_with_its_line()
    {
        var faults = Assert.Throws<InvalidConfigurationException>(() => ConfigurationReader.Read("""
            merge_method: ties
            modles: []
            dtype: float33
            models:
              - model: a+lora+
                parameters:
                  weight: heavy
                  density: 2
              - parameters: {weigth: 1}
            parameters: {normalize: maybe}
            compat: other
            """)).Faults;
        Assert.Equal(
            ["1 base_model", "2 modles", "3 dtype", "5 models[0].model", "7 models[0].parameters.weight", "8 models[0].parameters.density", "9 models[1].model", "9 models[1].parameters.weigth", "10 parameters.normalize", "11 compat"],
            faults.Select(fault => $"{fault.Line} {fault.Field}").Order(StringComparer.Ordinal).OrderBy(text => int.Parse(text.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Theory]
    [InlineData("models: [{model: a}]", "there is no method", "merge_method: nothing\n")]
    [InlineData("models: [{model: a}]", "slerp, task_arithmetic, ties", "")]
    [InlineData("merge_method: linear", "exactly one of models, slices and modules", "")]
    [InlineData("merge_method: linear\nmodels: [{model: a}]\nslices: [{sources: [{model: a, layer_range: [0, 1]}]}]", "exactly one of models, slices and modules", "")]
    [InlineData("merge_method: passthrough\nslices: [{sources: [{model: a, layer_range: [3, 1]}]}]", "the first layer and the one after", "")]
    [InlineData("merge_method: linear\nmodels: [{model: a}]\nmodels: [{model: b}]", "uplicate", "")]
    [InlineData("merge_method: linear\nmodels: &x [{model: a}]\nslices: *x", "Aliases are not taken", "")]
    [InlineData("merge_method: linear\nmodels: [{model: a}]\ntokenizer_source: b", "no model has the name 'b'", "")]
    [InlineData("- a", "One document", "")]
    [InlineData("{", "YAML", "")]
    public void Contradictions_are_refused(string yaml, string words, string before) =>
        Assert.Contains(words, Assert.Throws<InvalidConfigurationException>(() => ConfigurationReader.Read(before + yaml)).Message, StringComparison.Ordinal);

    [Fact]
    public void Any_changed_text_is_read_or_refused() =>
        Gen.Select(Gen.Int[0, Whole.Length - 1], Gen.Int[0, 12], Gen.OneOf([.. ((string[])["", "[", "}", ":", "\n", "  ", "- ", "&a ", "*a", "\"", "0x", "!!binary ", "\0", "\uD800", "? ", "| ", "1e999", "~"]).Select(Gen.Const)]))
            .Array[1, 4].Sample(changes =>
            {
                var text = Whole;
                foreach (var (at, length, put) in changes)
                {
                    var place = Math.Min(at, text.Length);
                    text = text[..place] + put + text[Math.Min(text.Length, place + length)..];
                }

                try
                {
                    ConfigurationReader.Read(text);
                }
                catch (InvalidConfigurationException)
                {
                }
            }, iter: 5000);

    [Fact]
    public void Deep_nesting_is_refused_without_an_overflow() =>
        Assert.Contains("deep", Assert.Throws<InvalidConfigurationException>(() => ConfigurationReader.Read("a: " + new string('[', 100_000))).Message, StringComparison.Ordinal);
}
