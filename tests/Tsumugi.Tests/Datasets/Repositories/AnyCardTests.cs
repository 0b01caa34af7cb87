using System.Text.Json;
using CsCheck;
using Tsumugi.Datasets.Repositories;

namespace Tsumugi.Tests.Datasets.Repositories;

/// <summary>Whatever text a card is, it is read or said to be unreadable; nothing else happens.</summary>
public sealed class AnyCardTests
{
    /// <summary>What YAML gives a meaning to, beside letters of several scripts.</summary>
    private static readonly Gen<string> Yaml = Gen.OneOf(
        Among("\n", "  ", "- ", ": ", "&a ", "*a", "[", "]", "{", "}", "? ", "!!str ", "|\n", ">-\n", "\"", "'", "#", "%", "---\n", "...", "<<: ", "\"\\ud800\"", "1", "0x1f", "1e999", "~", "true", ","),
        Gen.String[Gen.Char['a', 'e'], 0, 4], Gen.String[Gen.Char[' ', '\uD7FF'], 0, 3], Among("遺伝子", "\u2028", "\uFEFF", "\0")).Array[0, 40].Select(parts => string.Concat(parts));

    [Fact]
    public void Any_text_is_a_card_whose_facts_are_one_object() => Gen.Select(Yaml, Gen.String[Gen.Char[' ', '\uD7FF'], 0, 30]).Sample(
        (yaml, markdown) =>
        {
            foreach (var text in (string[])[$"---\n{yaml}\n---\n{markdown}", yaml + markdown])
            {
                var card = ModelCard.Read(text);
                Assert.Equal(JsonValueKind.Object, JsonSerializer.Deserialize<JsonElement>(card.Data).ValueKind);
                Assert.True(card.Fault is null || card.Data == "{}");
            }
        },
        seed: "0N0XIzNsQ0O2", iter: 5000);

    [Fact]
    public void What_was_written_as_facts_is_read_and_the_text_is_kept() =>
        Gen.Select(Gen.Dictionary(Gen.String[Gen.Char['a', 'z'], 1, 8], Gen.String[Gen.OneOf(Gen.Char[' ', '~'], Gen.Char['ぁ', 'ん']), 0, 20]), Gen.String[Gen.Char[' ', '~'], 0, 50]).Sample(
            (facts, markdown) =>
            {
                var lines = facts.Select(fact => $"{fact.Key}: {JsonSerializer.Serialize(fact.Value)}\n");
                var card = ModelCard.Read($"---\n{string.Concat(lines)}---\n{markdown}");
                Assert.Equal(facts, JsonSerializer.Deserialize<Dictionary<string, string>>(card.Data));
                Assert.Equal((markdown, null), (card.Markdown, card.Fault));
            },
            seed: "0N0XIzNsQ0O2", iter: 2000);

    [Theory]
    [InlineData("a: &a [*a]")]
    [InlineData("? [x]\n: 1\n? \"[ x ]\"\n: 2")]
    [InlineData("a: 1\na: 2")]
    [InlineData("...\u2028\n: ---\n\0")]
    public void Facts_that_cannot_be_kept_are_said_to_be_wrong(string yaml) => Assert.NotNull(ModelCard.Read($"---\n{yaml}\n---\n").Fault);

    [Theory]
    [InlineData(40)]
    [InlineData(1_000_000)]
    public void Nesting_without_end_is_said_to_be_wrong(int depth) =>
        Assert.NotNull(ModelCard.Read($"---\na: {new string('[', depth)}{new string(']', depth)}\n---\n").Fault);

    private static Gen<T> Among<T>(params T[] values) => Gen.OneOf(values.Select(Gen.Const).ToArray());
}
