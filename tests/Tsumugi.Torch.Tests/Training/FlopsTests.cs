using Tsumugi.Torch.Encoders;
using Tsumugi.Torch.Tests.Encoders;
using Tsumugi.Torch.Training;

namespace Tsumugi.Torch.Tests.Training;

public sealed class FlopsTests
{
    /// <summary>Two layers of width 32: queries, keys, values and output 4 · 32², feed-forward 2 · 32 · 128; a multiplication and an addition each.</summary>
    private const double Token = 2 * 2 * (4 * 32 * 32 + 2 * 32 * 128);

    [Fact]
    public void Forward_oneItem_countsMapsAndAttention() => Assert.Equal(10 * Token + 2 * 4 * 32 * 10 * 10, Flops.Forward(EncoderTests.Config, [10]));

    [Fact]
    public void Forward_manyItems_attentionDoesNotCross() =>
        Assert.Equal(2 * Flops.Forward(EncoderTests.Config, [10]) + Flops.Forward(EncoderTests.Config, [7]), Flops.Forward(EncoderTests.Config, [10, 7, 10]));

    [Fact]
    public void Forward_swiGlu_firstMapIsTwiceAsWide() => Assert.Equal(
        2 * 2 * (4 * 32 * 32 + 3 * 32 * 48) + 2 * 4 * 32, Flops.Forward(EncoderTests.Config with { Activation = Activation.SwiGlu, FeedWidth = 48 }, [1]));

    [Fact]
    public void Head_guessedPlaces_denseAndScores() => Assert.Equal(5 * 2 * (32 * 32 + 32 * 33), Flops.Head(EncoderTests.Config, 5));
}
