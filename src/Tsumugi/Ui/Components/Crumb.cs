using Tsumugi.Hub.Language;

namespace Tsumugi.Ui.Components;

/// <summary>One step of the way from the front page to here.</summary>
public sealed record Crumb(string Href, Words Title);
