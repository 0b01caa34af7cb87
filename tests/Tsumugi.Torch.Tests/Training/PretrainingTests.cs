using Tsumugi.Torch.Encoders;
using Tsumugi.Torch.Recipes;
using Tsumugi.Torch.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Tests.Training;

public sealed class PretrainingTests
{
    [Theory]
    [InlineData("dna")]
    [InlineData("protein")]
    [InlineData("text")]
    [InlineData("nucleotide")]
    [InlineData("kmer")]
    [InlineData("smiles")]
    [InlineData("bytes")]
    [InlineData("cell")]
    [InlineData("value-bins")]
    [InlineData("counts")]
    [InlineData("image")]
    [InlineData("record")]
    public void Run_interruptedAndResumed_givesTheBitsOfAnUndisturbedRun(string view)
    {
        using var folder = new Folder();
        var undisturbed = Bytes(view, folder.Under("a"), new Recorder());

        using (var stopping = new Recorder(stopAfter: 5))
            Assert.Throws<OperationCanceledException>(() => Bytes(view, folder.Under("b"), stopping));
        var resumed = new Recorder();
        Assert.Equal(undisturbed, Bytes(view, folder.Under("b"), resumed));
        Assert.Equal(12 - 5, resumed.Losses.Count);
    }

    [Fact]
    public void Run_sameSeed_sameBits_otherSeed_others()
    {
        using var folder = new Folder();
        var first = Bytes("protein", folder.Under("a"), new Recorder());
        Assert.Equal(first, Bytes("protein", folder.Under("b"), new Recorder()));
        Assert.NotEqual(first, Bytes("protein", folder.Under("c"), new Recorder(), seed: 2));
    }

    [Fact]
    public void Run_checkpointOfAnotherRun_isNotTaken()
    {
        using var folder = new Folder();
        using (var stopping = new Recorder(stopAfter: 5))
            Assert.Throws<OperationCanceledException>(() => Bytes("protein", folder.Under("a"), stopping, identity: "one"));
        var other = new Recorder();
        Bytes("protein", folder.Under("a"), other, identity: "two");
        Assert.Equal(12, other.Losses.Count);
    }

    [Fact]
    public void Run_fewTexts_areLearnedByHeart()
    {
        using var folder = new Folder();
        var recorder = new Recorder();
        Pretraining.Run(
            SmallRun.Pretrain("text", 250) with { Width = 32, Schedule = new(250, 5, 0.01, 0) }, SmallRun.Rows(32, "text"), new(1, folder.Path, "overfit", recorder), CancellationToken.None);
        Assert.True(recorder.Losses.TakeLast(20).Average() < 0.4 * recorder.Losses.Take(5).Average(), $"{recorder.Losses[0]:0.00} → {recorder.Losses[^1]:0.00}");
    }

    [Fact]
    public void Run_severalPasses_giveTheLossOfOneOverTheWholeStep()
    {
        using var folder = new Folder();
        var (one, three) = (new Recorder(), new Recorder());
        Bytes("protein", folder.Under("one"), one);
        Bytes("protein", folder.Under("three"), three, change: schedule => schedule with { Accumulation = 3 });
        Assert.Equal(12, three.Losses.Count);
        Assert.All(one.Losses.Zip(three.Losses), row => Assert.Equal(row.First, row.Second, 1e-4));
    }

    [Fact]
    public void Run_moreSharesThanItems_goesOn()
    {
        using var folder = new Folder();
        var recorder = new Recorder();
        Bytes("protein", folder.Path, recorder, change: schedule => schedule with { Accumulation = 40 });
        Assert.Equal(12, recorder.Losses.Count);
    }

    [Theory]
    [MemberData(nameof(Schedules))]
    public void Run_everyKindOfSchedule_resumesToTheSameBits_andKeepsNoTensorAlive(string name)
    {
        using var folder = new Folder();
        Schedule Change(Schedule schedule) => SchedulesByName[name](schedule);
        var undisturbed = Bytes("protein", folder.Under("a"), new Recorder(), change: Change);
        using (var stopping = new Recorder(stopAfter: 5))
            Assert.Throws<OperationCanceledException>(() => Bytes("protein", folder.Under("b"), stopping, change: Change));
        Assert.Equal(undisturbed, Bytes("protein", folder.Under("b"), new Recorder(), change: Change));

        var counts = new List<long>();
        var recipe = SmallRun.Pretrain("protein", 200);
        Pretraining.Run(
            recipe with { Schedule = Change(recipe.Schedule), ValidationShare = Change(recipe.Schedule).ValidateEvery > 0 ? 0.2 : 0 }, SmallRun.Rows(16, "protein"),
            new(1, folder.Under("flat"), "flat", new Counting(counts)), CancellationToken.None);
        Assert.True(counts[199] <= counts[20] + 5, $"{counts[20]} → {counts[199]}");
    }

    public static TheoryData<string> Schedules => [.. SchedulesByName.Keys];

    private static readonly Dictionary<string, Func<Schedule, Schedule>> SchedulesByName = new()
    {
        ["as recipes were"] = schedule => schedule,
        ["several passes"] = schedule => schedule with { Accumulation = 2 },
        ["average"] = schedule => schedule with { AverageDecay = 0.95 },
        ["validated, patient"] = schedule => schedule with { AverageDecay = 0.95, ValidateEvery = 2, Patience = 100 },
        ["linear, no clipping"] = schedule => schedule with { Decline = Decline.Linear, FinalShare = 0.1, ClipNorm = 0, NoDecay = [] },
    };

    [Fact]
    public void Run_standingStill_bitsStay()
    {
        using var folder = new Folder();
        using var moving = new TorchSharp.Modules.Parameter(ones(3));
        using var still = new TorchSharp.Modules.Parameter(randn(3), requires_grad: false);
        using var before = still.detach().clone();
        List<TrainedParameter> parameters = [new("moving", moving, ParameterKind.Matrix), new("still", still, ParameterKind.Matrix)];
        var schedule = new Schedule(20, 0, 0.1, 0.5) { AverageDecay = 0.9 };
        new TrainingLoop(parameters, schedule, new(1, folder.Path, "still", new Recorder()))
            .Run("toy", _ => new((moving * still).square().sum(), 1), null, CancellationToken.None);
        Assert.True(before.Equals(still));
        Assert.False(moving.Equals(ones(3)));
    }

    private static byte[] Bytes(string view, string folder, Recorder recorder, long seed = 1, string identity = "run", Func<Schedule, Schedule>? change = null)
    {
        using (recorder)
        {
            var recipe = SmallRun.Pretrain(view);
            recipe = recipe with { Schedule = change?.Invoke(recipe.Schedule) ?? recipe.Schedule };
            recipe = recipe with { ValidationShare = recipe.Schedule.ValidateEvery > 0 ? 0.2 : 0 };
            var (encoder, head, tokenizer, _) = Pretraining.Run(recipe, SmallRun.Rows(24, view), new(seed, folder, identity, recorder), recorder.Stop);
            EncoderFolder.Save(folder, encoder, head, tokenizer);
            return File.ReadAllBytes(Path.Combine(folder, "model.safetensors"));
        }
    }
}
