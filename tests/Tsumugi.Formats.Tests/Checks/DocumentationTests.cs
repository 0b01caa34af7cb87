using System.Text.RegularExpressions;
using Tsumugi.Formats.Checks;

namespace Tsumugi.Formats.Tests.Checks;

public sealed class DocumentationTests
{
    [Fact]
    public void CheckRules_each_is_documented_with_its_severity_and_words()
    {
        var page = File.ReadAllLines(Path.Combine(SourceTree.Root, "docs", "formats", "checks.md"));
        Assert.Empty(CheckRules.All.Select(Row).Except(page));
        var documented = page.Where(line => Regex.IsMatch(line, "^\\| `[a-z]+\\.")).ToList();
        Assert.Equal(CheckRules.All.Count, documented.Count);
    }

    [Fact]
    public void CheckRules_codes_are_unique_and_words_are_whole_sentences_in_both_languages()
    {
        Assert.Equal(CheckRules.All.Count, CheckRules.All.Select(rule => rule.Code).Distinct().Count());
        foreach (var rule in CheckRules.All)
        {
            Assert.EndsWith("。", rule.Text.Ja, StringComparison.Ordinal);
            Assert.EndsWith("。", rule.Remedy.Ja.TrimEnd(')', ')'), StringComparison.Ordinal);
            Assert.True(rule.Text.En.EndsWith('.') || rule.Text.En == "{0}", rule.Code);
            Assert.EndsWith(".", rule.Remedy.En, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void FileChecks_names_are_unique() => Assert.Equal(FileChecks.All.Count, FileChecks.All.Select(check => check.Name).Distinct().Count());

    internal static string Row(CheckRule rule) =>
        $"| `{rule.Code}` | {rule.Severity} | {(rule.Text.En == "{0}" ? rule.Text.Ja : $"{rule.Text.En} {rule.Text.Ja}").Replace("|", "\\|", StringComparison.Ordinal)} |";
}
