using System.Xml.Linq;
using OxyPlot;

namespace Tsumugi.Ui.Components.Charts;

/// <summary>A plot as SVG that a strict content security policy lets through: classes and attributes, no inline style.</summary>
internal static class PlotSvg
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    /// <param name="className"><c>wide</c> or <c>narrow</c>.</param>
    /// <param name="label">What a screen reader says of the picture.</param>
    public static string Draw(PlotModel model, int width, int height, string className, string label)
    {
        var exporter = new SvgExporter { Width = width, Height = height, IsDocument = false };
        var drawn = XElement.Parse(exporter.ExportToString(model));
        foreach (var element in drawn.DescendantsAndSelf())
            Restyle(element);
        drawn.Elements(Svg + "defs").Where(defs => !defs.HasElements).Remove();
        drawn.SetAttributeValue("width", null);
        drawn.SetAttributeValue("height", null);
        drawn.SetAttributeValue("viewBox", $"0 0 {width} {height}");
        drawn.SetAttributeValue("class", $"plot {className}");
        drawn.SetAttributeValue("role", "img");
        drawn.SetAttributeValue("aria-label", label);
        return drawn.ToString(SaveOptions.DisableFormatting);
    }

    private static void Restyle(XElement element)
    {
        var declarations = element.Attribute("style")?.Value ?? "";
        element.SetAttributeValue("style", null);
        foreach (var declaration in declarations.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (declaration.Split(':', 2, StringSplitOptions.TrimEntries) is [var name, var value])
                element.SetAttributeValue(name, value);
        }

        // Family and weight come from the page.
        element.SetAttributeValue("font-family", null);
        Paint(element, "fill");
        Paint(element, "stroke");
    }

    private static void Paint(XElement element, string property)
    {
        if (element.Attribute(property) is not { } attribute || PlotInk.ClassOf(attribute.Value) is not { } meaning)
            return;
        attribute.Remove();
        element.SetAttributeValue("class", $"{element.Attribute("class")?.Value} {meaning}-{property}".Trim());
    }
}
