using Tsumugi.Torch.Encoders;
using Tsumugi.Torch.Tests.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Tests.Encoders;

public sealed class EncoderTests
{
    private static readonly EncoderConfig Config = new()
    {
        View = "protein",
        Vocabulary = 33,
        Padding = 1,
        Width = 32,
        Layers = 2,
        Heads = 2,
        MaxTokens = 64,
    };

    [Fact]
    public void Pool_paddedBatch_isWhatEachItemGivesAlone()
    {
        using var scope = NewDisposeScope();
        torch.manual_seed(1);
        var encoder = new Encoder(Config);
        int[][] items = [[0, 5, 6, 2], [0, 7, 8, 9, 10, 11, 12, 2], [0, 4, 2]];
        var together = Batch.Of(items, 1, CPU);
        var pooled = encoder.Pool(together.Tokens, together.Present);
        for (var row = 0; row < items.Length; row++)
        {
            var alone = Batch.Of([items[row]], 1, CPU);
            var difference = (pooled[row] - encoder.Pool(alone.Tokens, alone.Present)[0]).abs().max().item<float>();
            Assert.True(difference < 1e-5f, $"row {row}: {difference}");
        }
    }

    [Fact]
    public void SaveLoadSave_sameBytes()
    {
        using var scope = NewDisposeScope();
        using var folder = new Folder();
        var (first, second) = (Path.Combine(folder.Path, "a.safetensors"), Path.Combine(folder.Path, "b.safetensors"));
        ParameterFile.Save(first, Named(new Encoder(Config)));
        var other = new Encoder(Config);
        ParameterFile.Load(first, Named(other));
        ParameterFile.Save(second, Named(other));
        Assert.Equal(File.ReadAllBytes(first), File.ReadAllBytes(second));
    }

    [Fact]
    public void Load_otherArchitecture_listsEveryTensorThatDoesNotFit()
    {
        using var scope = NewDisposeScope();
        using var folder = new Folder();
        var path = Path.Combine(folder.Path, "a.safetensors");
        ParameterFile.Save(path, Named(new Encoder(Config with { Layers = 3, Vocabulary = 40 })).Where(row => !row.Name.EndsWith("_norm.bias", StringComparison.Ordinal)));
        var error = Assert.Throws<ParameterMismatchException>(() => ParameterFile.Load(path, Named(new Encoder(Config))));
        Assert.Contains(error.Faults, fault => fault.StartsWith("missing", StringComparison.Ordinal));
        Assert.Contains(error.Faults, fault => fault.StartsWith("unexpected _blocks.2.", StringComparison.Ordinal));
        Assert.Contains(error.Faults, fault => fault.Contains("[40, 32], not [33, 32]", StringComparison.Ordinal));
    }

    private static List<(string Name, Tensor Tensor)> Named(Encoder encoder) => [.. encoder.named_parameters().Select(row => (row.name, (Tensor)row.parameter))];
}
