using W = Tsumugi.Hub.Language.Words;

namespace Tsumugi.Ui.Components;

/// <summary>Spans of time in words, in the two largest units that say something.</summary>
public static class Durations
{
    public static W Words(TimeSpan span) => span switch
    {
        { TotalSeconds: < 0 } => Words(TimeSpan.Zero),
        { TotalMinutes: < 1 } => new($"{span.TotalSeconds:0}秒", $"{span.TotalSeconds:0} s"),
        { TotalHours: < 1 } => new($"{span.Minutes}分{span.Seconds}秒", $"{span.Minutes} min {span.Seconds} s"),
        { TotalDays: < 1 } => new($"{span.Hours}時間{span.Minutes}分", $"{span.Hours} h {span.Minutes} min"),
        _ => new($"{span.Days}日{span.Hours}時間", $"{span.Days} d {span.Hours} h"),
    };
}
