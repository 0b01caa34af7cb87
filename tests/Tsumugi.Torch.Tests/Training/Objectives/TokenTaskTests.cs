using Tsumugi.Torch.Encoders;
using Tsumugi.Torch.Tests.Encoders;
using Tsumugi.Torch.Tokens;
using Tsumugi.Torch.Training;
using Tsumugi.Torch.Training.Objectives;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Tests.Training.Objectives;

public sealed class TokenTaskTests
{
    private static readonly ProteinTokenizer Tokenizer = new();

    [Theory]
    [InlineData(1, 1, 0.15, 1)]
    [InlineData(0.2, 10, 0.15, 3.797)] // the mean that SpanBERT's paper gives as 3.8
    [InlineData(0.2, 10, 0.4, 3.797)]
    public void Ask_manyTokens_hidesTheShareItWasTold_inSpansOfTheMeanLength(double stop, int longest, double share, double mean)
    {
        var spans = new SpanLengths(stop, longest);
        Assert.Equal(mean, spans.Mean, 1e-3);
        List<int[]> items = [.. Enumerable.Range(0, 60).Select(_ => Tokenizer.Encode(new string('L', 1000), 2000))];
        var hidden = Of(share, spans).Ask(items, 3);
        var (masked, left) = (0, 0);
        foreach (var (item, place) in hidden.Places)
        {
            var token = hidden.Items[item][place];
            masked += token == Tokenizer.Mask ? 1 : 0;
            left += token == items[0][1] ? 1 : 0;
            Assert.InRange(place, 1, 1000);
        }

        var chosen = hidden.Places.Count;
        Assert.Equal(share, chosen / 60_000.0, 0.01);
        Assert.Equal(0.8, (double)masked / chosen, 0.03);
        Assert.Equal(0.105, (double)left / chosen, 0.03);
        Assert.All(hidden.Answers, answer => Assert.Equal(items[0][1], answer));
    }

    [Fact]
    public void Of_lengthsDrawn_followTheGeometricLaw()
    {
        var counts = new int[11];
        for (var i = 0; i < 100_000; i++)
            counts[SpanLengths.SpanBert.Of(i / 100_000.0)]++;
        Assert.Equal(0, counts[0]);
        for (var length = 2; length <= 10; length++)
            Assert.Equal(0.8, (double)counts[length] / counts[length - 1], 0.01);
    }

    [Fact]
    public void Loss_causal_isTheMeanOverEveryNextToken()
    {
        using var scope = NewDisposeScope();
        torch.manual_seed(1);
        var encoder = EncoderTests.Grown(new Encoder(EncoderTests.Config with { Causal = true }));
        var head = new TokenHead(encoder);
        List<int[]> items = [[0, 5, 6, 7, 2], [0, 8, 2], [0, 9, 10, 2]];
        var together = new CausalModelling().Ask(items, 0).Loss(encoder, head, CPU).item<float>();
        var (sum, guesses) = (0.0, 0);
        foreach (var item in items)
        {
            // Asked one after the other, with nothing behind to look at.
            for (var seen = 1; seen < item.Length; seen++, guesses++)
            {
                var states = encoder.forward(Batch.Pack([item[..seen]], CPU));
                sum += nn.functional.cross_entropy(head.forward(states[-1].unsqueeze(0)), tensor([(long)item[seen]])).item<float>();
            }
        }

        Assert.Equal(9, guesses);
        Assert.Equal(sum / guesses, together, 1e-4);
        Assert.Throws<ArgumentException>(() => new TokenObjective(new Encoder(EncoderTests.Config), head, new CausalModelling(), new(items), 100, 0, 1));
    }

    [Fact]
    public void Of_shares_askTogetherWhatTheBatchAsked()
    {
        List<int[]> items = [.. Enumerable.Range(0, 9).Select(row => Tokenizer.Encode(new string('L', 20 + row), 2000))];
        foreach (var task in new ITokenTask[] { Of(0.3, SpanLengths.SpanBert), new CausalModelling() })
        {
            var whole = task.Ask(items, 3);
            var parts = Enumerable.Range(0, 2).Select(part => whole.Of(new(3, part, 2))).ToList();
            Assert.Equal(whole.Items.Select(item => string.Join(' ', item)).Order(), parts.SelectMany(part => part.Items).Select(item => string.Join(' ', item)).Order());
            var asked = parts.SelectMany((part, number) => part.Places.Zip(part.Answers, (place, answer) => (2 * place.Item + number, place.Place, answer)));
            Assert.Equal(whole.Places.Zip(whole.Answers, (place, answer) => (place.Item, place.Place, answer)), asked.Order());
        }
    }

    private static MaskedModelling Of(double share, SpanLengths spans) => new(Tokenizer, share, spans, new CounterRandom(1, "masks"));
}
