using System.Reflection;
using Tsumugi.Hub;

namespace Tsumugi.Talent.Courses;

/// <summary>The courses that ship with the hub, as files within the program.</summary>
public static class ShippedCourses
{
    private const string Prefix = "course/";

    private static readonly Lazy<IReadOnlyList<Course>> Read = new(() => [.. Folders().Select(ReadCourse.Run).Select(read => read.Refused
        ? throw new InvalidOperationException(string.Join('\n', read.Refusal!.Fields.Select(fault => $"{fault.Key}: {fault.Value.En}")))
        : read.Value)]);

    /// <exception cref="InvalidOperationException">One of them cannot be read; a test reads them.</exception>
    public static IReadOnlyList<Course> All => Read.Value;

    /// <returns>The files of each course: name → text.</returns>
    private static IEnumerable<IReadOnlyDictionary<string, string>> Folders()
    {
        var assembly = typeof(ShippedCourses).Assembly;
        return assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            .Select(name => (Parts: name.Replace('\\', '/').Split('/'), Text: TextOf(assembly, name)))
            .GroupBy(file => file.Parts[1])
            .Select(files => files.ToDictionary(file => file.Parts[2], file => file.Text));
    }

    private static string TextOf(Assembly assembly, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
