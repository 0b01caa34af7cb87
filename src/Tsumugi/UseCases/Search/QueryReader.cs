using System.Text.RegularExpressions;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;

namespace Tsumugi.UseCases.Search;

/// <summary>Tells what somebody pasted: DNA, a protein or words.</summary>
public static partial class QueryReader
{
    public const int MostCharacters = 100_000;

    /// <summary>Shorter strings of letters are taken for words: a gene's symbol is not a protein.</summary>
    private const int ShortestSequence = 12;

    public static readonly IReadOnlyList<string> Views = ["dna", "protein", "text"];

    /// <param name="view">One of <see cref="Views"/>, or <c>auto</c>.</param>
    public static Outcome<(string View, string Text)> Read(string query, string view)
    {
        if (view != "auto" && !Views.Contains(view))
        {
            return Refusal.Invalid(
                "bad-view",
                new($"種類「{view}」はありません。", $"There is no view '{view}'."),
                new("auto・dna・protein・text から選んでください。", "Choose auto, dna, protein or text."));
        }

        if (query.Length > MostCharacters)
        {
            return Refusal.Invalid(
                "query-too-long",
                new($"入力が長すぎます（{query.Length:N0} 文字）。", $"The query is too long ({query.Length:N0} characters)."),
                new($"{MostCharacters:N0} 文字以内にしてください。", $"Keep it within {MostCharacters:N0} characters."));
        }

        var (text, records) = WithoutHeaders(query);
        if (text.Length == 0)
        {
            return Refusal.Invalid(
                "empty-query",
                new("検索する配列または言葉がありません。", "There is nothing to search for."),
                new("コード領域の DNA、タンパク質の配列、または言葉を入力してください。", "Enter coding DNA, a protein sequence, or words."));
        }

        if (records > 1)
        {
            return Refusal.Invalid(
                "many-sequences",
                new($"FASTA に配列が {records} 本あります。", $"The FASTA text holds {records} sequences."),
                new("一度に検索できるのは 1 本です。", "Search with one at a time."));
        }

        var seen = view == "auto" ? Recognise(text) : view;
        return (seen, seen == "text" ? text : Whitespace().Replace(text, ""));
    }

    public static string Recognise(string text)
    {
        var letters = Whitespace().Replace(text, "");
        if (letters.Length < ShortestSequence)
            return "text";
        if (Nucleotides().IsMatch(letters))
            return "dna";

        // Words have spaces, or lower case; a pasted protein has neither within a line.
        return AminoAcids().IsMatch(letters) && !text.Trim().Contains(' ', StringComparison.Ordinal) ? "protein" : "text";
    }

    private static (string Text, int Records) WithoutHeaders(string query)
    {
        var lines = query.Split('\n');
        var sequence = string.Join('\n', lines.Where(line => !line.StartsWith('>'))).Trim();
        return (sequence, lines.Count(line => line.StartsWith('>')));
    }

    [GeneratedRegex(@"\s+", RegexOptions.NonBacktracking)]
    private static partial Regex Whitespace();

    [GeneratedRegex("^[ACGTUNacgtun]+$", RegexOptions.NonBacktracking)]
    private static partial Regex Nucleotides();

    [GeneratedRegex(@"^[ACDEFGHIKLMNPQRSTVWYXBZUO]+\*?$", RegexOptions.NonBacktracking)]
    private static partial Regex AminoAcids();
}
