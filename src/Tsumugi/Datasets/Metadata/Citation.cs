namespace Tsumugi.Datasets.Metadata;

/// <summary>How a repository is cited.</summary>
public static class Citation
{
    /// <summary>As an entry for BibTeX; its key is made of what BibTeX allows there.</summary>
    public static string BibTex(RepositoryFacts facts)
    {
        var key = string.Concat(facts.Id.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));
        var doi = facts.Doi is null ? "" : $", doi = {{{facts.Doi}}}";
        return $"@misc{{{key}_{facts.Number}, author = {{{Braced(string.Join(" and ", facts.Creators.Select(person => person.Name)))}}}, title = {{{Braced(facts.Title.En)}}}, "
            + $"publisher = {{{Braced(facts.Publisher.Name.En)}}}, year = {{{facts.PublishedAt.Year}}}, version = {{{facts.Version}}}{doi}, url = {{{facts.Page.AbsoluteUri}}}}}";
    }

    public static string Text(RepositoryFacts facts) =>
        $"{string.Join(", ", facts.Creators.Select(person => person.Name))} ({facts.PublishedAt.Year}). {facts.Title.En} (version {facts.Version}). {facts.Publisher.Name.En}. {facts.CiteAddress}";

    // A brace that is not closed would end the entry early.
    private static string Braced(string text) => text.Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal);
}
