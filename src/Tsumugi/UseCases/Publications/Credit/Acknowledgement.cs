using Tsumugi.Datasets.Metadata;
using Tsumugi.Hub.Language;

namespace Tsumugi.UseCases.Publications.Credit;

/// <summary>The text that a paper owes to what it was made with, in both languages. Pure.</summary>
public static class Acknowledgement
{
    /// <param name="programme">Name of the programme.</param>
    /// <returns>Empty when the publication owes nothing that the reader may know.</returns>
    public static Words Text(PublicationCredit credit, Words programme)
    {
        var (ja, en) = (new List<string>(), new List<string>());
        if (credit.Publication.MadeInProgramme)
        {
            ja.Add($"本研究は「{programme.Ja}」の成果である。");
            en.Add($"This work was carried out within the programme \"{programme.En}\".");
        }

        if (credit.Models.Count > 0)
        {
            ja.Add($"本研究では、モデル{List(credit.Models.Select(Model), "、", words => words.Ja)}を用いた。");
            en.Add($"It was made with the model{Plural(credit.Models.Count)} {List(credit.Models.Select(Model), "; ", words => words.En)}.");
        }

        var data = credit.Data.ToList();
        if (data.Count > 0)
        {
            ja.Add($"これらのモデルは、データ{List(data.Select(Source), "、", words => words.Ja)}から作られた。");
            en.Add($"{(credit.Models.Count > 1 ? "These models were" : "The model was")} made from the dataset{Plural(data.Count)} {List(data.Select(Source), "; ", words => words.En)}.");
        }

        return new(string.Concat(ja), string.Join(' ', en));
    }

    private static Words Model(RepositoryFacts facts) => new(
        $"「{facts.Title.Ja}」（{facts.Publisher.Name.Ja}、第 {facts.Number} 版、{facts.CiteAddress}）", $"\"{facts.Title.En}\" ({facts.Publisher.Name.En}, version {facts.Version}, {facts.CiteAddress})");

    private static Words Source(SourceFacts source)
    {
        var address = source.Doi is { } doi ? $"https://doi.org/{doi}" : source.Page.AbsoluteUri;
        return new($"「{source.Title.Ja}」（{address}）", $"\"{source.Title.En}\" ({address})");
    }

    private static string List(IEnumerable<Words> all, string between, Func<Words, string> spoken) => string.Join(between, all.Select(spoken));

    private static string Plural(int count) => count == 1 ? "" : "s";
}
