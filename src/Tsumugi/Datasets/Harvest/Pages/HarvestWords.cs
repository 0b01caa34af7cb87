using Tsumugi.Hub.Language;
using Tsumugi.Ui.Components;

namespace Tsumugi.Datasets.Harvest.Pages;

internal static class HarvestWords
{
    public static Words Of(HarvestForm form) => form switch
    {
        HarvestForm.OaiPmh => Words.Same("OAI-PMH"),
        HarvestForm.LinkedData => new("JSON-LD（DCAT・schema.org・Croissant・RO-Crate）", "JSON-LD (DCAT, schema.org, Croissant, RO-Crate)"),
        _ => Words.Same("DataCite"),
    };

    public static string StateOf(HarvestSource source) => source switch
    {
        { EndedAt: not null } => "ended",
        { Faults: > 0 } => "failing",
        { Running: true } => "running",
        { HarvestedAt: null } => "waiting",
        _ => "ready",
    };

    public static Tone ToneOf(HarvestSource source) => StateOf(source) switch { "ready" => Tone.Good, "failing" => Tone.Bad, "running" => Tone.Live, "ended" => Tone.Neutral, _ => Tone.Waiting };

    public static Words TextOf(HarvestSource source) => StateOf(source) switch
    {
        "ended" => new("終了", "Ended"),
        "failing" => new($"読めません（{source.Faults} 回続けて。間を空けて試します）", $"Cannot be read (attempts: {source.Faults}; tried again later)"),
        "running" => new($"収集中（{source.Pages:N0} ページ、{source.Told:N0} 件）", $"Under way ({source.Pages:N0} pages, {source.Told:N0} records)"),
        "waiting" => new("最初の収集を待っています", "Waits for its first harvest"),
        _ => new("最新", "Up to date"),
    };
}
