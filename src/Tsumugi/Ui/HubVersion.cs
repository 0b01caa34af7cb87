using System.Reflection;

namespace Tsumugi.Ui;

/// <summary>The version that is running, to quote in reports.</summary>
public static class HubVersion
{
    public static string Text { get; } = typeof(HubVersion).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion is { } full
        ? Short(full)
        : "";

    // 0.1.0+4f1c… → 0.1.0 (4f1c0a2)
    private static string Short(string full) => full.Split('+', 2) is [var version, { Length: > 7 } commit] ? $"{version} ({commit[..7]})" : full;
}
