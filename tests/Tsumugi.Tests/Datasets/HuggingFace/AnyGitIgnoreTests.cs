using CsCheck;
using Tsumugi.Datasets.HuggingFace;

namespace Tsumugi.Tests.Datasets.HuggingFace;

/// <summary>Rules of what is to be left out, against what the gitignore manual says of them.</summary>
public sealed class AnyGitIgnoreTests
{
    private static readonly Gen<string> Names = Gen.String[Gen.Char['a', 'c'], 1, 2];

    private static readonly Gen<string[]> Parts = Names.Array[1, 5];

    [Fact]
    public void Any_text_is_rules_and_any_text_is_a_path() => Gen.Select(Gen.OneOf(Gen.String[0, 200], Among("*", "**", "/", "!", "\\", "[", "?", "#", " ", "a", "\n").Array[0, 30].Select(parts => string.Concat(parts))), Gen.String[0, 100]).Sample(
        (rules, path) =>
        {
            _ = new GitIgnore(rules).Ignores(path);
        },
        seed: "0N0XIzNsQ0O2", iter: 2000);

    [Fact]
    public void A_name_fits_at_any_depth_and_whatever_lies_in_it() => Gen.Select(Names, Parts).Sample(
        (name, parts) => Decides(parts.Contains(name), name, parts), seed: "0N0XIzNsQ0O2");

    [Fact]
    public void A_name_after_a_slash_fits_at_the_root_alone() => Gen.Select(Names, Parts).Sample(
        (name, parts) => Decides(parts[0] == name, $"/{name}", parts), seed: "0N0XIzNsQ0O2");

    [Fact]
    public void A_name_before_a_slash_fits_folders_alone() => Gen.Select(Names, Parts).Sample(
        (name, parts) => Decides(parts.SkipLast(1).Contains(name), $"{name}/", parts), seed: "0N0XIzNsQ0O2");

    [Fact]
    public void A_star_stands_for_any_letters_but_a_slash() => Gen.Select(Names, Parts).Sample(
        (name, parts) => Decides(Array.Exists(parts, part => part.EndsWith(name, StringComparison.Ordinal)), $"*{name}", parts), seed: "0N0XIzNsQ0O2");

    [Fact]
    public void Two_stars_stand_for_any_folders() => Gen.Select(Names, Names, Parts).Sample(
        (first, last, parts) => Decides(parts[0] == first && parts.Skip(1).Contains(last), $"{first}/**/{last}", parts), seed: "0N0XIzNsQ0O2");

    [Fact]
    public void The_last_rule_that_fits_decides() => Gen.Select(Names, Parts).Sample(
        (name, parts) =>
        {
            Decides(!parts.Contains(name), $"*\n!{name}", parts);
            Decides(true, $"!{name}\n*", parts);
        },
        seed: "0N0XIzNsQ0O2");

    private static void Decides(bool ignored, string rules, string[] parts) => Assert.Equal(ignored, new GitIgnore(rules).Ignores(string.Join('/', parts)));

    private static Gen<T> Among<T>(params T[] values) => Gen.OneOf(values.Select(Gen.Const).ToArray());
}
