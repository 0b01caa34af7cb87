using Tsumugi.Hub.Language;

namespace Tsumugi.UseCases.Pages;

/// <summary>The views of a gene, in the reader's language.</summary>
internal static class ViewWords
{
    public static Words Of(string view) => view switch
    {
        "auto" => new("自動判別", "Recognise it"),
        "dna" => new("コード DNA", "Coding DNA"),
        "protein" => new("タンパク質", "Protein"),
        "text" => new("言葉（産物名）", "Words (product)"),
        _ => Words.Same(view),
    };
}
