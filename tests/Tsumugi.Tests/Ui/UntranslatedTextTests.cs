using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Tsumugi.Tests.Ui;

/// <summary>Whatever a page says, it says in both languages: see docs/decisions/0002-two-languages-side-by-side.md.</summary>
public sealed partial class UntranslatedTextTests
{
    /// <summary>Names that are written the same in both languages.</summary>
    private static readonly string[] Names = ["紡", "Tsumugi", "ROR", "DOI", "ORCID", "SHA-256", "API", "CSV", "JSON", "UTC", "JST"];

    public static TheoryData<string> RazorFiles => [.. Sources("*.razor")];

    public static TheoryData<string> AllFiles => [.. Sources("*.razor"), .. Sources("*.cs")];

    [Theory]
    [MemberData(nameof(RazorFiles))]
    public void Markup_holds_no_words_outside_expressions(string file)
    {
        var words = RazorText.Literals(Read(file)).Where(literal => WithoutNames(literal).Any(char.IsLetter));
        Assert.Empty(words);
    }

    [Theory]
    [MemberData(nameof(AllFiles))]
    public void The_first_text_is_Japanese_and_the_second_is_not(string file)
    {
        var source = Read(file);
        foreach (Match call in Both().Matches(source))
        {
            if (CSharpText.Literal(source, call.Index + call.Length) is not { } ja)
                continue;
            var comma = source.IndexOf(',', ja.After);
            if (source[ja.After..comma].Trim().Length > 0 || CSharpText.Literal(source, comma + 1) is not { } en)
                continue;
            Assert.True(Japanese().IsMatch(ja.Words) || !ja.Words.Any(char.IsLetter), $"Not Japanese: {ja.Words}");
            Assert.False(Japanese().IsMatch(en.Words), $"Not English: {en.Words}");
        }
    }

    [Theory]
    [InlineData("<p>Hello</p>", "Hello")]
    [InlineData("<img alt=\"A cell\" src=\"/cell.png\" />", "A cell")]
    [InlineData("@if (a < b)\n{\n  var x = 1;\n  <p>One</p>\n}\nelse\n{\n  <b>@Two</b>\n}", "One")]
    [InlineData("<p>@T($\"{n} 件\", \"rows\") <code>id</code> @(a > b ? \"x\" : \"y\")</p>", "")]
    [InlineData("@page \"/x\"\n@* note *@\n<a href=\"/x\" class=\"y\">@one.Two(3)!.Four</a>\n@code {\n  string _x = \"Hidden\";\n}", "")]
    [InlineData("@code {\n  RenderFragment A => @<b>Shown</b>;\n}", "Shown")]
    public void The_scanner_finds_what_a_reader_would_see(string source, string seen) =>
        Assert.Equal(seen, string.Join('|', RazorText.Literals(source)));

    private static string WithoutNames(string literal) => Names.Aggregate(literal, (rest, name) => rest.Replace(name, "", StringComparison.Ordinal));

    private static IEnumerable<string> Sources(string pattern) =>
        Directory.EnumerateFiles(Root(), pattern, SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Root(), file)).Order(StringComparer.Ordinal);

    private static string Read(string file) => File.ReadAllText(Path.Combine(Root(), file));

    private static string Root([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../src/Tsumugi"));

    [GeneratedRegex(@"(?<![\w.])T\(")]
    private static partial Regex Both();

    [GeneratedRegex(@"[\u3001-\u30ff\u4e00-\u9fff\uff01-\uffef]")]
    private static partial Regex Japanese();
}
