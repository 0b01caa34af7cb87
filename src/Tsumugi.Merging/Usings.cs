global using Tsumugi.Merging.Arithmetic;
