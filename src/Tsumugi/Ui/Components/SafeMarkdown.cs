using Markdig;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Tsumugi.Ui.Components;

/// <summary>Markdown of strangers to HTML that may stand in a page.</summary>
public static class SafeMarkdown
{
    // No generic attributes and no alignment by style: both write what the page's policy refuses.
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UseAutoLinks().UseListExtras().UseFootnotes().UseEmphasisExtras().UsePipeTables().UseTaskLists().DisableHtml().Build();

    /// <summary>Schemes a link may have; without one it stays within the hub.</summary>
    private static readonly string[] Schemes = ["http", "https", "mailto", "doi"];

    public static string ToHtml(string markdown)
    {
        var document = Markdown.Parse(markdown, Pipeline);
        foreach (var link in document.Descendants<LinkInline>())
            Restrain(link);
        foreach (var link in document.Descendants<AutolinkInline>().Where(link => !link.IsEmail && !IsSafe(link.Url)).ToList())
            link.ReplaceBy(new LiteralInline(link.Url));
        // The page has its own first heading.
        foreach (var heading in document.Descendants<HeadingBlock>())
            heading.Level = Math.Min(heading.Level + 1, 6);
        // Columns are aligned by inline style, which the policy refuses.
        foreach (var table in document.Descendants<Markdig.Extensions.Tables.Table>())
            table.ColumnDefinitions.ForEach(column => column.Alignment = null);
        // A long line of code scrolls in its own box, which the keyboard must reach.
        foreach (var code in document.Descendants<CodeBlock>())
            code.GetAttributes().AddPropertyIfNotExist("tabindex", "0");
        return Write(document);
    }

    private static string Write(MarkdownDocument document)
    {
        using var text = new StringWriter();
        var renderer = new HtmlRenderer(text);
        Pipeline.Setup(renderer);
        renderer.ObjectRenderers.FindExact<CodeBlockRenderer>()!.OutputAttributesOnPre = true;
        renderer.Render(document);
        return text.ToString();
    }

    private static void Restrain(LinkInline link)
    {
        if (!IsSafe(link.Url))
            link.Url = "";
        if (link.IsImage && IsElsewhere(link.Url))
            ShowAsLink(link);
        if (IsElsewhere(link.Url))
            link.GetAttributes().AddPropertyIfNotExist("rel", "noopener nofollow");
    }

    // A picture elsewhere would not load, and would tell its server who reads.
    private static void ShowAsLink(LinkInline link)
    {
        link.IsImage = false;
        if (link.FirstChild is null)
            link.AppendChild(new LiteralInline(link.Url!));
    }

    private static bool IsSafe(string? url) =>
        !IsElsewhere(url) || (Uri.TryCreate(url, UriKind.Absolute, out var address) && Schemes.Contains(address.Scheme));

    // "//host" and anything with a scheme; a path on Unix would otherwise pass for a file address.
    private static bool IsElsewhere(string? url) => url is not null
        && (url.TrimStart().StartsWith("//", StringComparison.Ordinal) || url.Split('/', '?', '#')[0].Contains(':'));
}
