using Tsumugi.Torch.Encoders;
using Tsumugi.Torch.Encoders.Layouts;
using Tsumugi.Torch.Heads;
using Tsumugi.Torch.Tests.Encoders;
using Tsumugi.Torch.Tests.Training;
using Tsumugi.Torch.Tokens;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Tests.Heads;

public sealed class TaskHeadTests
{
    private static readonly int[][] Items = [[0, 5, 6, 2], [0, 7, 8, 9, 10, 12, 2], [0, 4, 2], [0, 9, 11, 2]];

    private static readonly TokenizedItem[] Tokenized = [.. Items.Select(ids => new TokenizedItem(ids))];

    private static readonly Dictionary<string, HeadConfig> Configs = new()
    {
        ["classes of items"] = new() { Kind = "classification", Outputs = ["soluble", "membrane", "secreted"], Width = 32 },
        ["classes by the first token, hidden layer"] = new() { Kind = "classification", Outputs = ["a", "b"], Width = 32, Pooling = Pooling.First, HiddenWidth = 16 },
        ["two quantities"] = new() { Kind = "regression", Outputs = ["fitness", "melting point"], Width = 32, Means = [1, 60], Deviations = [0.5, 8] },
        ["classes of positions"] = new() { Kind = "perPosition", Outputs = ["H", "E", "C"], Width = 32 },
        ["labels"] = new() { Kind = "multiLabel", Outputs = ["NR-AR", "SR-p53"], Width = 32 },
    };

    public static TheoryData<string> Rows => [.. Configs.Keys];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Predict_manyItemsTogether_givesWhatEachGivesAlone(string row)
    {
        using var scope = NewDisposeScope();
        var (encoder, head) = Make(row);
        var together = Supervision.Predict(encoder, head, Tokenized, 1000, CPU);
        var few = Supervision.Predict(encoder, head, Tokenized, 8, CPU);
        for (var item = 0; item < Items.Length; item++)
        {
            var alone = Supervision.Predict(encoder, head, [Tokenized[item]], 1000, CPU)[0];
            Assert.Equal(head.Config.Outputs.Count * (head.Kind.PerPosition ? Items[item].Length - 2 : 1), alone.Length);
            Assert.All(alone.Zip(together[item]), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
            Assert.All(alone.Zip(few[item]), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Loss_whatIsUnknown_teachesNothing(string row)
    {
        using var scope = NewDisposeScope();
        var (encoder, head) = Make(row);
        var examples = Items.Select(item => new Example(item, [.. Enumerable.Range(0, Numbers(head, item)).Select(i => i % 2 == 0 ? 1f : float.NaN)])).ToList();
        var known = Supervision.Loss(encoder, head, examples, CPU);
        known.backward();
        var gradient = head.parameters().First().grad!.clone();
        head.zero_grad();

        // An item of which nothing is known changes neither loss nor gradient.
        var more = Supervision.Loss(encoder, head, [.. examples, new([0, 8, 8, 2], [.. Enumerable.Repeat(float.NaN, Numbers(head, [0, 8, 8, 2]))])], CPU);
        more.backward();
        Assert.Equal(known.item<float>(), more.item<float>(), 1e-5f);
        EncoderTests.Same(gradient, head.parameters().First().grad!);

        head.zero_grad();
        var nothing = Supervision.Loss(encoder, head, [new(Items[0], [.. Enumerable.Repeat(float.NaN, Numbers(head, Items[0]))])], CPU);
        nothing.backward();
        Assert.Equal(0, nothing.item<float>());
        Assert.All(head.parameters(), parameter => Assert.Equal(0, parameter.grad!.abs().max().item<float>()));
    }

    [Fact]
    public void Loss_known_isWhatTheFormulaSays()
    {
        using var scope = NewDisposeScope();
        float Of(string row, float[,] scores, float[,] targets) => HeadKinds.All[Configs[row].Kind].Loss(tensor(scores), tensor(targets), Configs[row]).item<float>();
        Assert.Equal(Math.Log(1 + Math.Exp(-2)), Of("classes by the first token, hidden layer", new float[,] { { 3, 1 }, { 9, 9 } }, new float[,] { { 0 }, { float.NaN } }), 1e-5);
        Assert.Equal((4 + 1) / 2.0, Of("two quantities", new float[,] { { 0, 0 }, { 5, 1 } }, new float[,] { { 2, float.NaN }, { float.NaN, 60 } }), 1e-5);
        Assert.Equal(Math.Log(2), Of("labels", new float[,] { { 0, 9 } }, new float[,] { { 1, float.NaN } }), 1e-5);
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void SaveLoadSave_sameBytes_samePredictions(string row)
    {
        using var scope = NewDisposeScope();
        using var folder = new Folder();
        var (first, second) = (folder.Under("a"), folder.Under("b"));
        var (encoder, head) = Make(row);
        HeadFolder.Save(first, "answer", head);
        Assert.Equal(["answer"], HeadFolder.Names(first));
        var loaded = HeadFolder.Load(first, "answer", encoder);
        HeadFolder.Save(second, "answer", loaded);
        foreach (var file in new[] { "answer.json", "answer.safetensors" })
            Assert.Equal(File.ReadAllBytes(Path.Combine(first, "heads", file)), File.ReadAllBytes(Path.Combine(second, "heads", file)));
        Assert.Equal(Supervision.Predict(encoder, head, Tokenized, 100, CPU), Supervision.Predict(encoder, loaded, Tokenized, 100, CPU));
    }

    [Theory]
    [InlineData("""{"kind":"poem","outputs":["a"],"width":32}""", "known are classification, regression, perPosition, multiLabel")]
    [InlineData("""{"kind":"regression","outputs":["a"],"width":32}""", "'means' and 'deviations'")]
    [InlineData("""{"kind":"regression","outputs":["a"],"width":32,"means":[1],"deviations":[0]}""", "above zero")]
    [InlineData("""{"kind":"classification","outputs":["a","a"],"width":32}""", "one twice")]
    [InlineData("""{"kind":"classification","outputs":["a","b"],"width":64}""", "the encoder is 32 wide")]
    [InlineData("""{"kind":"classification","outputs":["a","b"]}""", "width")]
    [InlineData("null", "null")]
    public void Load_descriptionThatCannotBeFollowed_isRefused(string json, string names)
    {
        using var scope = NewDisposeScope();
        using var folder = new Folder();
        File.WriteAllText(Path.Combine(folder.Under("heads"), "x.json"), json);
        var error = Assert.Throws<UnknownLayoutException>(() => HeadFolder.Load(folder.Path, "x", new Encoder(EncoderTests.Config)));
        Assert.Contains(names, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_parametersOfAnotherHead_listsWhatDoesNotFit()
    {
        using var scope = NewDisposeScope();
        using var folder = new Folder();
        HeadFolder.Save(folder.Path, "x", Make("classes of items").Head);
        File.Move(Path.Combine(folder.Path, "heads", "x.safetensors"), Path.Combine(folder.Path, "kept"));
        HeadFolder.Save(folder.Path, "x", Make("classes by the first token, hidden layer").Head);
        File.Move(Path.Combine(folder.Path, "kept"), Path.Combine(folder.Path, "heads", "x.safetensors"), overwrite: true);
        var error = Assert.Throws<ParameterMismatchException>(() => HeadFolder.Load(folder.Path, "x", new Encoder(EncoderTests.Config)));
        Assert.Contains(error.Faults, fault => fault.StartsWith("missing _dense", StringComparison.Ordinal));
        Assert.Contains(error.Faults, fault => fault.Contains("is [3, 32], not [2, 16]", StringComparison.Ordinal));
    }

    private static int Numbers(TaskHead head, int[] item) => head.Kind.Targets(head.Config) * (head.Kind.PerPosition ? TaskHead.Positions(item.Length) : 1);

    private static (Encoder Encoder, TaskHead Head) Make(string row)
    {
        torch.manual_seed(1);
        return (EncoderTests.Grown(new Encoder(EncoderTests.Config)), new TaskHead(Configs[row]));
    }
}
